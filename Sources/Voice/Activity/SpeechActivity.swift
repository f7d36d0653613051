import CKernels
import Foundation

/// Tells speech from silence, noise, tones and music, step by step, from the log-mel spectrogram.
///
/// A network says how probable speech is (`SpeechDetector`); speech is where it is more likely than not, in runs of 0.1 s
/// and more in which it is certain somewhere and that are no tone; gaps up to 150 ms inside speech belong to it. Keeps 5 bytes
/// a step until `track` is asked for.
public struct SpeechActivity {
  /// Seconds of speech below which a clip counts as without speech.
  public static let minSeconds = 0.3

  static let likely = logOdds(0.5)
  static let certain = logOdds(0.95)
  /// Below it a step tells the noise itself.
  static let unlikely = logOdds(0.1)
  /// So many steps that tell the noise themselves bound it elsewhere, to `rise` decibels above theirs.
  static let minQuiet = 30
  static let rise = 6.0
  /// Log-mel values that no sound below full scale reaches: what is louder, or no number, must not stay in the network.
  private static let loudest: Float = 20
  static let shortestRun = 10
  static let longestGap = 15

  private let detector: SpeechDetector
  private let state = SpeechDetector.State()
  /// The steps of a pair that is not complete, added up.
  private var pair = [Float](repeating: 0, count: LogMel.bandCount)
  private var stepCount = 0
  private var pairCount = 0
  /// Of each step the power in hundredths of a decibel.
  private var powers: [Int16] = []
  private var areTones: [Bool] = []
  /// Of each pair the log-odds of speech, in sixteenths, and the noise's power in hundredths of a decibel.
  private var odds: [Int8] = []
  private var noises: [Int16] = []

  public init(detector: SpeechDetector) {
    self.detector = detector
  }

  /// Adds one log-mel step of 128 values, with its noise.
  public mutating func append(_ step: UnsafeBufferPointer<Float>) {
    powers.append(Self.hundredths(StepPower.decibels(step)))
    areTones.append(StepPower.isTone(step))
    stepCount += 1
    pair.withUnsafeMutableBufferPointer { ck_add($0.baseAddress!, step.baseAddress!, LogMel.bandCount) }
    if stepCount.isMultiple(of: SpeechDetector.stepsPerPair) { process(steps: SpeechDetector.stepsPerPair, state) }
  }

  /// Gives the pair to the network and keeps what it says.
  private mutating func process(steps: Int, _ state: SpeechDetector.State) {
    let share = 1 / Float(steps)
    for band in pair.indices { pair[band] = Self.loudest > pair[band] * share ? pair[band] * share : Self.loudest }
    let answer = detector.process(pair, state)
    for band in pair.indices { pair[band] = 0 }
    pairCount += 1
    guard pairCount > SpeechDetector.delay else { return }
    odds.append(Int8(max(-127, min(127, answer.logOdds * 16)).rounded()))
    noises.append(Self.hundredths(answer.noise))
  }

  /// What was speech, over all steps so far.
  public var track: SpeechTrack { ended.settledTrack }

  /// Steps about which the network has answered.
  var answeredCount: Int { min(stepCount, odds.count * SpeechDetector.stepsPerPair) }

  /// The same after the last sound: the network has answered about every step.
  var ended: SpeechActivity {
    var end = self
    let left = state.copy()
    let partial = stepCount % SpeechDetector.stepsPerPair
    if partial > 0 { end.process(steps: partial, left) }
    // Silence makes the network give out what it has heard.
    for _ in 0..<SpeechDetector.delay {
      for band in end.pair.indices { end.pair[band] = log(LogMel.floor) }
      end.process(steps: 1, left)
    }
    return end
  }

  private var settledTrack: SpeechTrack {
    var isSpeech = powers.indices.map { Self.isLikely(odds(at: $0)) }
    isSpeech.forEachRun { run, flag, _ in flag && (run.count < Self.shortestRun || !isCertain(run) || isTone(run)) }
    isSpeech.forEachRun { run, flag, isInner in !flag && isInner && run.count <= Self.longestGap }
    return SpeechTrack(isSpeech: isSpeech, signalToNoise: signalToNoise(isSpeech))
  }

  /// The log-odds of speech, in sixteenths.
  func odds(at step: Int) -> Int8 { odds[step / SpeechDetector.stepsPerPair] }

  /// Whether the step is all one tone.
  func isTone(at step: Int) -> Bool { areTones[step] }

  /// Two thirds of a run's steps are a tone.
  static func isTone(tones: Int, of count: Int) -> Bool { 3 * tones >= 2 * count }

  static func isLikely(_ odds: Int8) -> Bool { Float(odds) / 16 > likely }

  static func isCertain(_ odds: Int8) -> Bool { Float(odds) / 16 >= certain }

  private func isCertain(_ run: Range<Int>) -> Bool {
    run.contains { Self.isCertain(odds(at: $0)) }
  }

  /// A tone that swells or changes may pass for a voice.
  private func isTone(_ run: Range<Int>) -> Bool {
    Self.isTone(tones: run.count { areTones[$0] }, of: run.count)
  }

  /// As `SpeechTrack.signalToNoise` defines it. The noise in steps of speech is what the network takes it for, but not
  /// much more than in the steps that tell it themselves.
  private func signalToNoise(_ isSpeech: [Bool]) -> Double? {
    let quiet = powers.indices.filter { isQuiet($0) }
    let beside = quiet.reduce(0) { $0 + Self.power(powers[$1]) } / Double(max(1, quiet.count))
    let bound = quiet.count < Self.minQuiet ? Double.infinity : beside * pow(10, Self.rise / 10)
    var (speech, noiseThere, noise, count) = (0.0, 0.0, 0.0, 0)
    for step in isSpeech.indices {
      let total = Self.power(powers[step])
      let heard = Self.power(noises[step / SpeechDetector.stepsPerPair])
      let level = isQuiet(step) ? total : min(total, heard, bound)
      noise += level
      guard isSpeech[step] else { continue }
      speech += total
      noiseThere += level
      count += 1
    }
    guard count > 0 else { return nil }
    let mean = noise / Double(isSpeech.count)
    return 10 * log10(max((speech - noiseThere) / Double(count), 0.01 * mean) / mean)
  }

  private func isQuiet(_ step: Int) -> Bool { Float(odds(at: step)) / 16 < Self.unlikely }

  private static func hundredths(_ decibels: Float) -> Int16 {
    Int16(max(-32_000, min(32_000, decibels * 100)).rounded())
  }

  /// The power that so many hundredths of a decibel stand for.
  private static func power(_ hundredths: Int16) -> Double { pow(10, Double(hundredths) / 1000) }

  private static func logOdds(_ probability: Float) -> Float { log(probability / (1 - probability)) }
}

extension [Bool] {
  /// Turns over the runs of equal flags that `isTurned` says; it is told the run, its flag, and whether it touches no end.
  mutating func forEachRun(_ isTurned: (_ run: Range<Int>, _ flag: Bool, _ isInner: Bool) -> Bool) {
    var start = 0
    while start < count {
      let flag = self[start]
      var end = start + 1
      while end < count, self[end] == flag { end += 1 }
      if isTurned(start..<end, flag, start > 0 && end < count) {
        for index in start..<end { self[index] = !flag }
      }
      start = end
    }
  }
}

/// Where speech was in a clip.
public struct SpeechTrack: Equatable, Sendable {
  /// One flag for each 10 ms step.
  public let isSpeech: [Bool]
  /// Signal-to-noise ratio in decibels: the mean power of the speech in the steps of speech over the mean power of the
  /// noise in all steps, both from 50 Hz to 8 kHz. Nil without speech.
  public let signalToNoise: Double?

  /// Seconds of speech.
  public var seconds: Double {
    Double(isSpeech.count { $0 }) / LogMel.stepsPerSecond
  }

  /// The share of all steps that are speech.
  public var ratio: Double {
    ratio(in: 0..<isSpeech.count)
  }

  /// The share of these steps that are speech; steps beyond the end do not count.
  public func ratio(in steps: Range<Int>) -> Double {
    let there = steps.clamped(to: 0..<isSpeech.count)
    return there.isEmpty ? 0 : Double(isSpeech[there].count { $0 }) / Double(there.count)
  }

  /// The part of these steps from the first to the last that is speech; nil where fewer than `least` are.
  public func speech(in steps: Range<Int>, minimum: Int) -> Range<Int>? {
    let there = steps.clamped(to: 0..<isSpeech.count)
    guard isSpeech[there].count(where: { $0 }) >= max(1, minimum) else { return nil }
    return isSpeech[there].firstIndex(of: true)!..<isSpeech[there].lastIndex(of: true)! + 1
  }
}

/// The power of a log-mel step from 50 Hz to 8 kHz, as a signal-to-noise ratio weighs it, and whether it is all one tone.
enum StepPower {
  private static let edges: [Float] = {
    let top = MelFilterBank.mel(hertz: LogMel.highest)
    return (0...LogMel.bandCount + 1).map {
      Float(MelFilterBank.hertz(mel: top * Double($0) / Double(LogMel.bandCount + 1)))
    }
  }()
  /// Hertz that each band stands for: the filters have unit area, and times their width they add up to the power again.
  private static let widths: [Float] = (0..<LogMel.bandCount).map { (edges[$0 + 2] - edges[$0]) / 2 }
  private static let logWidths = widths.map { log($0) }

  /// The bands whose centres lie in a range of frequencies.
  private static func bands(_ hertz: ClosedRange<Float>) -> Range<Int> {
    let inside = (0..<LogMel.bandCount).filter { hertz.contains(edges[$0 + 1]) }
    return inside.first!..<inside.last! + 1
  }

  /// Hum and offsets of a recording lie below.
  private static let all = bands(50...8000)
  private static let toneBands = bands(100...4000)
  /// The bands of `toneBands` within 110 Hz of each of them.
  private static let neighbours = toneBands.map {
    bands(edges[$0 + 1] - 110...edges[$0 + 1] + 110).clamped(to: toneBands)
  }
  private static let toneShare: Float = 0.97

  /// In decibels; 61 for noise up to 8 kHz with a mean square of 1, −61 for digital silence.
  static func decibels(_ step: UnsafeBufferPointer<Float>) -> Float {
    10 * log10(power(step, in: all))
  }

  /// Nearly all power between 100 and 4000 Hz lies about its strongest band.
  static func isTone(_ step: UnsafeBufferPointer<Float>) -> Bool {
    var peak = toneBands.lowerBound
    for band in toneBands where step[band] + logWidths[band] > step[peak] + logWidths[peak] { peak = band }
    let near = power(step, in: neighbours[peak - toneBands.lowerBound])
    return near >= toneShare * power(step, in: toneBands)
  }

  private static func power(_ step: UnsafeBufferPointer<Float>, in bands: Range<Int>) -> Float {
    widths.withUnsafeBufferPointer {
      ck_exp_dot(step.baseAddress! + bands.lowerBound, $0.baseAddress! + bands.lowerBound, bands.count)
    }
  }
}
