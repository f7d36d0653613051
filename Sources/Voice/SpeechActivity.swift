import Foundation

/// Tells speech from silence, steady noise and tones, frame by frame, from the log-mel spectrogram.
///
/// A frame is speech when its power between 100 and 4000 Hz lies 6 dB above the clip's quiet frames, it is neither a
/// tone nor noise-like (`FrameMeasure`), and at least five such frames follow one another; gaps up to 150 ms inside
/// speech belong to it. Steady sounds never rise above their own quiet frames. Music with chords is not told from speech.
/// Keeps 8 bytes a frame until `track` is asked for.
public struct SpeechActivity: Sendable {
  /// Seconds of speech below which a clip counts as without speech.
  public static let leastSeconds = 0.3

  static let margin: Float = 6
  static let quietShare = 0.1
  static let shortestRun = 5
  static let longestGap = 15

  /// A frame's power in decibels, whatever it is.
  private var powers: [Float] = []
  private var candidates: [Bool] = []

  public init() {}

  /// Adds one log-mel frame of 128 values.
  public mutating func append(_ frame: UnsafeBufferPointer<Float>) {
    let measure = FrameMeasure(frame)
    powers.append(measure.power)
    candidates.append(measure.mayBeSpeech)
  }

  /// What was speech, over all frames so far.
  public var track: SpeechTrack {
    guard !powers.isEmpty else { return SpeechTrack(isSpeech: [], signalToNoise: nil) }
    let quiet = powers.sorted()[Int(Double(powers.count - 1) * Self.quietShare)]
    var isSpeech = zip(powers, candidates).map { $1 && $0 > quiet + Self.margin }
    flip(&isSpeech, runsOf: true, shorterThan: Self.shortestRun)
    flip(&isSpeech, runsOf: false, shorterThan: Self.longestGap + 1, innerOnly: true)
    return SpeechTrack(isSpeech: isSpeech, signalToNoise: signalToNoise(isSpeech, quiet: quiet))
  }

  /// Mean power of the speech frames less that of the quiet ones, over the latter, in decibels.
  private func signalToNoise(_ isSpeech: [Bool], quiet: Float) -> Double? {
    let speech = zip(powers, isSpeech).filter { $0.1 }.map { pow(10, Double($0.0) / 10) }
    guard !speech.isEmpty else { return nil }
    let noise = pow(10, Double(quiet) / 10)
    let signal = max(speech.reduce(0, +) / Double(speech.count) - noise, noise * 0.01)
    return 10 * log10(signal / noise)
  }

  private func flip(_ flags: inout [Bool], runsOf value: Bool, shorterThan length: Int, innerOnly: Bool = false) {
    var start = 0
    while start < flags.count {
      let end = flags[start...].firstIndex { $0 != flags[start] } ?? flags.count
      let isInner = start > 0 && end < flags.count
      if flags[start] == value, end - start < length, isInner || !innerOnly {
        for index in start..<end { flags[index] = !value }
      }
      start = end
    }
  }
}

/// Where speech was in a clip.
public struct SpeechTrack: Equatable, Sendable {
  /// One flag for each 10 ms frame.
  public let isSpeech: [Bool]
  /// In decibels; nil without speech.
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
}

/// What one log-mel frame tells about its being speech.
struct FrameMeasure {
  /// Power between 100 and 4000 Hz in decibels; the silence between two samples' least steps is about −64.
  let power: Float
  /// The share of that power within ±110 Hz (2 % above 5.5 kHz) of its strongest band: near 1 for a tone.
  let toneShare: Float
  /// Geometric over arithmetic mean of the bands above 100 Hz: near 1 for white noise, below 0.1 for vowels.
  let flatness: Float

  var mayBeSpeech: Bool {
    toneShare < 0.97 && flatness < 0.35
  }

  /// Centre of each band and half its triangle's width, in Hz.
  private static let bands: [(centre: Float, width: Float)] = {
    let top = MelFilterBank.mel(hertz: 8000)
    let edges = (0...LogMel.bandCount + 1).map {
      Float(MelFilterBank.hertz(mel: top * Double($0) / Double(LogMel.bandCount + 1)))
    }
    return (0..<LogMel.bandCount).map { (edges[$0 + 1], (edges[$0 + 2] - edges[$0]) / 2) }
  }()
  private static let speechBands = bands.firstIndex { $0.centre >= 100 }!..<bands.firstIndex { $0.centre > 4000 }!

  init(_ frame: UnsafeBufferPointer<Float>) {
    let bands = Self.bands
    let range = Self.speechBands
    let above = range.lowerBound..<LogMel.bandCount
    let heights = above.map { exp(frame[$0]) }
    let arithmetic = heights.reduce(0, +) / Float(heights.count)
    let geometric = exp(above.reduce(0) { $0 + frame[$1] } / Float(above.count))
    flatness = geometric / arithmetic
    // The filters have unit area: times their width they add up to the power again.
    let powers = range.map { heights[$0 - above.lowerBound] * bands[$0].width }
    let total = powers.reduce(0, +)
    power = 10 * log10(total)
    let peak = bands[range.lowerBound + powers.firstIndex(of: powers.max()!)!].centre
    toneShare = zip(range, powers).reduce(0) { abs(bands[$1.0].centre - peak) <= 110 ? $0 + $1.1 : $0 } / total
  }
}
