import Foundation

/// Mixes a recording's channels into one, block by block, so that the voice keeps its level.
///
/// The mix is the mean of the channels in use, raised to the level of the loudest: a voice in one of two channels is not
/// halved. A channel of steady noise is left out once another has carried something else. If the channels cancel each
/// other, as when one is the other's negative, the loudest is used alone.
///
/// Levels are averages that fade over 0.5 s. Weights change over 50 ms.
struct ChannelMixer {
  /// Share of the level that a block keeps from the blocks before it: e^(−0.5 s / 0.5 s).
  private static let memory = 0.37
  /// Channels cancel each other if their mean has less than this share of the power that the loudest alone would give
  /// it…
  private static let cancelling = 0.4
  /// … and no longer if it has more than this.
  private static let reinforcing = 1.0
  /// Mean square below which a block says nothing about phase: −60 dB of full scale.
  private static let minPower = 1e-6
  /// Share of the blocks with sound in which the channels must cancel each other for a warning.
  private static let warningShare = 0.2
  private static let rampSamples = SoundBlock.sampleRate / 20

  private let channelCount: Int
  private var weights: [Float] = []
  private var isLive: [Bool]
  private var power: [Double]
  private var meanPower = 0.0
  /// The channel used alone because the channels cancel each other.
  private var single: Int?
  private var blockCount = 0
  private var cancellingCount = 0

  init(channelCount: Int) {
    self.channelCount = channelCount
    isLive = Array(repeating: false, count: channelCount)
    power = Array(repeating: 0, count: channelCount)
  }

  /// Whether the channels cancelled each other in a fifth of the blocks or more.
  var isOutOfPhase: Bool {
    cancellingCount > 0 && Double(cancellingCount) >= Self.warningShare * Double(blockCount)
  }

  /// Mixes the next block, (channels, samples).
  mutating func mix(_ channels: [[Float]]) -> [Float] {
    let before = weights
    update(channels)
    if before.isEmpty || before == weights { return Self.sum(channels, weights) }
    var mixed = Self.sum(channels, weights)
    let old = Self.sum(channels.map { Array($0.prefix(Self.rampSamples)) }, before)
    for index in old.indices {
      let share = Float(index) / Float(old.count)
      mixed[index] = share * mixed[index] + (1 - share) * old[index]
    }
    return mixed
  }

  private mutating func update(_ channels: [[Float]]) {
    for index in channels.indices where !isLive[index] { isLive[index] = SteadyNoise.isElse(channels[index]) }
    let used = isLive.contains(true) ? channels.indices.filter { isLive[$0] } : Array(channels.indices)
    let mean = Self.sum(channels, Self.equal(over: used, of: channelCount))
    let now = channels.map(Self.meanSquare)
    for index in power.indices { power[index] = Self.memory * power[index] + now[index] }
    meanPower = Self.memory * meanPower + Self.meanSquare(mean)
    let loudest = used.max { power[$0] < power[$1] }!
    trackPhase(loudest, alone: power[loudest] / Double(used.count * used.count), isSound: now[loudest] > Self.minPower)
    if let single {
      weights = Self.equal(over: [single], of: channelCount)
    } else {
      let raise = meanPower > 0 ? min((power[loudest] / meanPower).squareRoot(), Double(used.count)) : 1
      weights = Self.equal(over: used, of: channelCount).map { Float(raise) * $0 }
    }
  }

  /// - Parameter alone: power of the mean if the other channels were silent.
  private mutating func trackPhase(_ loudest: Int, alone: Double, isSound: Bool) {
    let share = alone > 0 ? meanPower / alone : 1
    if isSound {
      blockCount += 1
      if share < Self.cancelling { single = single ?? loudest }
      if single != nil { cancellingCount += 1 }
    }
    if share > Self.reinforcing { single = nil }
  }

  private static func equal(over used: [Int], of count: Int) -> [Float] {
    var weights = [Float](repeating: 0, count: count)
    for index in used { weights[index] = 1 / Float(used.count) }
    return weights
  }

  private static func sum(_ channels: [[Float]], _ weights: [Float]) -> [Float] {
    var sum = [Float](repeating: 0, count: channels[0].count)
    for (channel, weight) in zip(channels, weights) where weight != 0 {
      for index in sum.indices { sum[index] += weight * channel[index] }
    }
    return sum
  }

  private static func meanSquare(_ samples: [Float]) -> Double {
    samples.isEmpty ? 0 : samples.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(samples.count)
  }
}

/// Tells silence and steady noise from everything else by the spread of a block's level.
private enum SteadyNoise {
  /// 20 ms.
  private static let frameSamples = SoundBlock.sampleRate / 50
  /// Spread from the 20th to the 80th percentile, in decibels. Steady noise has less than one.
  private static let minSpread = 3.0
  /// Mean square of a frame: −75 dB of full scale.
  private static let minPower = 3e-8

  static func isElse(_ samples: [Float]) -> Bool {
    let levels = stride(from: 0, to: samples.count - frameSamples + 1, by: frameSamples).map { start in
      samples[start..<start + frameSamples].reduce(1e-12) { $0 + Double($1) * Double($1) / Double(frameSamples) }
    }.sorted()
    guard levels.count >= 5, levels.last! > minPower else { return false }
    let (low, high) = (levels[levels.count / 5], levels[levels.count * 4 / 5])
    return 10 * log10(high / low) > minSpread
  }
}
