import Emotion
import Fusion
import Numerics
import Voice

/// A window of a clip as it was heard and seen: what an analysis goes on with and what training keeps.
public struct PerceivedWindow {
  /// (steps, 128); no steps without sound.
  public let logMel: Matrix
  /// From the start of the analysed part.
  public let startSeconds: Double
  /// The streams beside the voice, laid on its clock.
  public let others: ByModality<AlignedStream>
  public let evidence: WindowEvidence
  /// Up to where, from the start of the analysed part, the window stands for its time; infinite for the last one.
  public let standsUntil: Double

  /// As it enters the fusion: heard by an encoder.
  public func encoded(by encoder: VoiceEncoder) -> AlignedWindow {
    let voice = logMel.rows > 0 ? encoder(logMel.view) : Matrix(rows: 0, columns: CrossModalFusion.voiceWidth)
    return AlignedWindow(voice: voice, startSeconds: startSeconds, others: others)
  }
}

/// What is kept of every window of a clip until it is known who spoke and was seen.
public struct WindowEvidence {
  /// Its log-mel steps in the clip; nil where there is no sound.
  public let steps: Range<Int>?
  /// Frames looked at, and those in which the face was seen.
  public let frameCount: Int
  public let seenCount: Int
  /// Frames of each stream beside voice and face.
  public let others: ByModality<Int>
  /// Lag in seconds and cost; nil unless voice and face are there.
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

/// How much a window's streams count: their log-mel steps, times the share that is speech, or that shows a face.
public struct WindowQuality: Codable, Equatable, Sendable {
  /// 0 for a stream that has nothing to say.
  public let weights: ByModality<Double>

  /// The frames of a clip without sound count as this many steps each.
  private static let stepsPerFrame = 10.0

  public init(_ weights: ByModality<Double>) {
    self.weights = weights
  }

  public init(voice: Double, face: Double) {
    self.init([.voice: voice, .face: face])
  }

  /// - Parameters:
  ///   - speech: where speech is in the clip; nil when nobody speaks.
  ///   - isFaceSeen: a face is seen often enough in the clip to count.
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
  /// Of all streams together.
  public var all: Double { weights.values.reduce(0, +) / Double(weights.count) }
  /// The streams that have something to say.
  public var present: [Modality] { weights.filter { $1 > 0 }.modalities }
}

/// Which of a clip's streams have something to say, and how its windows count.
public struct ClipEvidence {
  /// Where speech was; nil when nobody speaks.
  public let speech: SpeechTrack?
  /// A face is seen, in some window.
  public let isSeen: Bool
  /// One a window.
  public let qualities: [WindowQuality]
  /// Lag in seconds and cost; nil unless both streams are there.
  public let alignment: (lag: Double, cost: Double)?

  public var isSpeech: Bool { speech != nil && qualities.contains { $0.voice > 0 } }

  /// Weighs the windows by how much of them is speech and in how many of their frames the face is seen.
  public init(_ windows: [WindowEvidence], speech: SpeechTrack?, isFaceSeen: Bool) {
    let spoken = speech.map { $0.seconds >= SpeechActivity.minSeconds } ?? false ? speech : nil
    let qualities = windows.map { WindowQuality($0, speech: spoken, isFaceSeen: isFaceSeen) }
    self.speech = spoken
    self.qualities = qualities
    isSeen = qualities.contains { $0.face > 0 }
    let isHeard = spoken != nil && qualities.contains { $0.voice > 0 }
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
