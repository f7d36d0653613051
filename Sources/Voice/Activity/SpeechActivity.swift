import CKernels
import Foundation

/// Tells speech from silence, noise, tones and music, frame by frame, from the log-mel spectrogram.
///
/// A network says how probable speech is (`SpeechDetector`); speech is where it is more likely than not, in runs of 0.1 s
/// and more in which it is certain somewhere and that are no tone; gaps up to 150 ms inside speech belong to it. Keeps 5 bytes
/// a frame until `track` is asked for.
public struct SpeechActivity {
  /// Seconds of speech below which a clip counts as without speech.
  public static let leastSeconds = 0.3

  static let likely = logOdds(0.5)
  static let certain = logOdds(0.95)
  /// Below it a frame tells the noise itself.
  static let unlikely = logOdds(0.1)
  /// So many frames that tell the noise themselves bound it elsewhere, to `rise` decibels above theirs.
  static let leastQuiet = 30
  static let rise = 6.0
  /// Log-mel values that no sound below full scale reaches: what is louder, or no number, must not stay in the network.
  private static let loudest: Float = 20
  static let shortestRun = 10
  static let longestGap = 15

  private let detector: SpeechDetector
  private let state = SpeechDetector.State()
  /// The frames of a step that is not complete, added up.
  private var step = [Float](repeating: 0, count: LogMel.bandCount)
  private var frameCount = 0
  private var stepCount = 0
  /// Of each frame the power in hundredths of a decibel.
  private var powers: [Int16] = []
  private var areTones: [Bool] = []
  /// Of each step the log-odds of speech, in sixteenths, and the noise's power in hundredths of a decibel.
  private var odds: [Int8] = []
  private var noises: [Int16] = []

  public init(detector: SpeechDetector) {
    self.detector = detector
  }

  /// Adds one log-mel frame of 128 values, with its noise.
  public mutating func append(_ frame: UnsafeBufferPointer<Float>) {
    powers.append(Self.hundredths(FramePower.decibels(frame)))
    areTones.append(FramePower.isTone(frame))
    frameCount += 1
    step.withUnsafeMutableBufferPointer { ck_add($0.baseAddress!, frame.baseAddress!, LogMel.bandCount) }
    if frameCount.isMultiple(of: SpeechDetector.framesPerStep) { hear(frames: SpeechDetector.framesPerStep, state) }
  }

  /// Gives the step to the network and keeps what it says.
  private mutating func hear(frames: Int, _ state: SpeechDetector.State) {
    let share = 1 / Float(frames)
    for band in step.indices { step[band] = Self.loudest > step[band] * share ? step[band] * share : Self.loudest }
    let answer = detector.hear(step, state)
    for band in step.indices { step[band] = 0 }
    stepCount += 1
    guard stepCount > SpeechDetector.delay else { return }
    odds.append(Int8(max(-127, min(127, answer.logOdds * 16)).rounded()))
    noises.append(Self.hundredths(answer.noise))
  }

  /// What was speech, over all frames so far.
  public var track: SpeechTrack { ended.settledTrack }

  /// Frames about which the network has answered.
  var answeredCount: Int { min(frameCount, odds.count * SpeechDetector.framesPerStep) }

  /// The same after the last sound: the network has answered about every frame.
  var ended: SpeechActivity {
    var end = self
    let left = state.copy()
    let partial = frameCount % SpeechDetector.framesPerStep
    if partial > 0 { end.hear(frames: partial, left) }
    // Silence makes the network give out what it has heard.
    for _ in 0..<SpeechDetector.delay {
      for band in end.step.indices { end.step[band] = log(LogMel.floor) }
      end.hear(frames: 1, left)
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
  func odds(at frame: Int) -> Int8 { odds[frame / SpeechDetector.framesPerStep] }

  /// Whether the frame is all one tone.
  func isTone(at frame: Int) -> Bool { areTones[frame] }

  /// Two thirds of a run's frames are a tone.
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

  /// As `SpeechTrack.signalToNoise` defines it. The noise in frames of speech is what the network takes it for, but not
  /// much more than in the frames that tell it themselves.
  private func signalToNoise(_ isSpeech: [Bool]) -> Double? {
    let quiet = powers.indices.filter { isQuiet($0) }
    let beside = quiet.reduce(0) { $0 + Self.power(powers[$1]) } / Double(max(1, quiet.count))
    let bound = quiet.count < Self.leastQuiet ? Double.infinity : beside * pow(10, Self.rise / 10)
    var (speech, noiseThere, noise, count) = (0.0, 0.0, 0.0, 0)
    for frame in isSpeech.indices {
      let total = Self.power(powers[frame])
      let heard = Self.power(noises[frame / SpeechDetector.framesPerStep])
      let level = isQuiet(frame) ? total : min(total, heard, bound)
      noise += level
      guard isSpeech[frame] else { continue }
      speech += total
      noiseThere += level
      count += 1
    }
    guard count > 0 else { return nil }
    let mean = noise / Double(isSpeech.count)
    return 10 * log10(max((speech - noiseThere) / Double(count), 0.01 * mean) / mean)
  }

  private func isQuiet(_ frame: Int) -> Bool { Float(odds(at: frame)) / 16 < Self.unlikely }

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
  /// One flag for each 10 ms frame.
  public let isSpeech: [Bool]
  /// Signal-to-noise ratio in decibels: the mean power of the speech in the frames of speech over the mean power of the
  /// noise in all frames, both from 50 Hz to 8 kHz. Nil without speech.
  public let signalToNoise: Double?

  /// Seconds of speech.
  public var seconds: Double {
    Double(isSpeech.count { $0 }) / LogMel.framesPerSecond
  }

  /// The share of all frames that are speech.
  public var ratio: Double {
    ratio(in: 0..<isSpeech.count)
  }

  /// The share of these frames that are speech; frames beyond the end do not count.
  public func ratio(in frames: Range<Int>) -> Double {
    let there = frames.clamped(to: 0..<isSpeech.count)
    return there.isEmpty ? 0 : Double(isSpeech[there].count { $0 }) / Double(there.count)
  }

  /// The part of these frames from the first to the last that is speech; nil where fewer than `least` are.
  public func speech(in frames: Range<Int>, least: Int) -> Range<Int>? {
    let there = frames.clamped(to: 0..<isSpeech.count)
    guard isSpeech[there].count(where: { $0 }) >= max(1, least) else { return nil }
    return isSpeech[there].firstIndex(of: true)!..<isSpeech[there].lastIndex(of: true)! + 1
  }
}

/// The power of a log-mel frame from 50 Hz to 8 kHz, as a signal-to-noise ratio weighs it, and whether it is all one tone.
enum FramePower {
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
  static func decibels(_ frame: UnsafeBufferPointer<Float>) -> Float {
    10 * log10(power(frame, in: all))
  }

  /// Nearly all power between 100 and 4000 Hz lies about its strongest band.
  static func isTone(_ frame: UnsafeBufferPointer<Float>) -> Bool {
    var peak = toneBands.lowerBound
    for band in toneBands where frame[band] + logWidths[band] > frame[peak] + logWidths[peak] { peak = band }
    let near = power(frame, in: neighbours[peak - toneBands.lowerBound])
    return near >= toneShare * power(frame, in: toneBands)
  }

  private static func power(_ frame: UnsafeBufferPointer<Float>, in bands: Range<Int>) -> Float {
    widths.withUnsafeBufferPointer {
      ck_exp_dot(frame.baseAddress! + bands.lowerBound, $0.baseAddress! + bands.lowerBound, bands.count)
    }
  }
}
