import Emotion
import Fusion
import Numerics
import Voice

/// A perceived window of a clip: input of the analysis, and stored for training.
public struct PerceivedWindow {
  /// The input of the fusion; its clock starts at the analysed part.
  public let aligned: AlignedWindow
  /// (steps, 128); no steps without sound.
  public let logMel: Matrix
  public let evidence: WindowEvidence
  /// End of the time that the window represents, from the start of the analysed part; infinite for the last window.
  public let coreEndSeconds: Double
}

/// What a window contributes to the clip's evidence, kept until the end of the clip.
public struct WindowEvidence {
  /// Its log-mel steps in the clip; nil without sound.
  public let steps: Range<Int>?
  /// Frames analysed, and those that show the selected face.
  public let frameCount: Int
  public let seenCount: Int
  /// The sample count of each stream other than voice and face.
  public let others: ByModality<Int>
  /// Lag in seconds and cost; nil unless voice and face are present.
  public let alignment: (lag: Double, cost: Double)?

  public init(
    steps: Range<Int>?,
    frameCount: Int,
    seenCount: Int,
    others: ByModality<Int> = [:],
    alignment: (lag: Double, cost: Double)? = nil
  ) {
    self.steps = steps
    self.frameCount = frameCount
    self.seenCount = seenCount
    self.others = others
    self.alignment = alignment
  }
}

/// The weights of a window's streams: its log-mel steps, times the fraction that is speech or that shows a face.
public struct WindowQuality: Codable, Equatable, Sendable {
  /// 0 for a stream without evidence.
  public let weights: ByModality<Double>

  /// In a clip without sound, each frame counts as this many steps.
  private static let stepsPerFrame = 10.0

  public init(_ weights: ByModality<Double>) {
    self.weights = weights
  }

  public init(voice: Double, face: Double) {
    self.init([.voice: voice, .face: face])
  }

  /// - Parameters:
  ///   - speech: the speech in the clip; nil without speech.
  ///   - isFaceSeen: enough frames of the clip show a face for it to count.
  public init(_ window: WindowEvidence, speech: SpeechTrack?, isFaceSeen: Bool) {
    let steps = window.steps.map { Double($0.count) }
    let span = steps ?? Self.stepsPerFrame * Double(window.frameCount)
    let share = window.frameCount == 0 ? 0 : Double(window.seenCount) / Double(window.frameCount)
    var weights: ByModality<Double> = [
      .voice: steps.flatMap { steps in speech.map { $0.ratio(in: window.steps!) * steps } } ?? 0,
      .face: isFaceSeen ? share * span : 0,
    ]
    for (modality, count) in window.others { weights[modality] = count > 0 ? span : 0 }
    self.init(weights)
  }

  public var voice: Double { weights[.voice] ?? 0 }
  public var face: Double { weights[.face] ?? 0 }
  /// The mean over all streams.
  public var all: Double { weights.values.reduce(0, +) / Double(weights.count) }
  /// The streams with evidence.
  public var present: [Modality] { weights.filter { $1 > 0 }.modalities }
}

/// Which streams of a clip have evidence, and the weights of its windows.
public struct ClipEvidence {
  /// The speech in the clip; nil without speech.
  public let speech: SpeechTrack?
  /// Whether some window shows the face.
  public let isSeen: Bool
  /// One per window.
  public let qualities: [WindowQuality]
  /// Lag in seconds and cost; nil unless voice and face are present.
  public let alignment: (lag: Double, cost: Double)?

  public var isSpeech: Bool { speech != nil && qualities.contains { $0.voice > 0 } }

  /// Weights the windows by their fractions of speech and of frames with a face.
  public init(_ windows: [WindowEvidence], speech: SpeechTrack?, isFaceSeen: Bool) {
    let usableSpeech = speech.map { $0.seconds >= SpeechActivity.minSeconds } ?? false ? speech : nil
    let qualities = windows.map { WindowQuality($0, speech: usableSpeech, isFaceSeen: isFaceSeen) }
    self.speech = usableSpeech
    self.qualities = qualities
    isSeen = qualities.contains { $0.face > 0 }
    let isHeard = usableSpeech != nil && qualities.contains { $0.voice > 0 }
    alignment = isHeard && isSeen ? Self.alignment(windows) : nil
  }

  /// The windows' median lag and mean cost.
  private static func alignment(_ windows: [WindowEvidence]) -> (lag: Double, cost: Double)? {
    let aligned = windows.compactMap(\.alignment)
    guard !aligned.isEmpty else { return nil }
    let lags = aligned.map(\.lag).sorted()
    let median = (lags[(lags.count - 1) / 2] + lags[lags.count / 2]) / 2
    return (median, aligned.reduce(0) { $0 + $1.cost } / Double(aligned.count))
  }
}
