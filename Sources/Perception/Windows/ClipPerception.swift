import Face
import Foundation
import Media
import Records
import System
import Voice

/// Perceives clips and passes the results to listeners.
public struct ClipPerception {
  private let networks: PerceptionNetworks
  private let options: PerceptionOptions
  private let plan: PerceptionPlan
  private let degradation: (any ClipDegradation)?
  private let threadCount: Int
  private let isInterrupted: () -> Bool
  private let announceDuration: (Double) -> Void
  private let announcePosition: (Double) -> Void

  /// - Parameters:
  ///   - findsUtterances: listeners also receive the utterances.
  ///   - degradation: degrades the recording first.
  ///   - threadCount: the maximum number of threads that work on a clip; the result does not depend on it.
  ///   - isInterrupted: polled regularly, on any thread; once true, `perceive` throws `CancellationError`.
  ///   - announceDuration: receives the clip's duration in seconds as soon as it is known, and again if it turns out
  ///     longer.
  ///   - announcePosition: receives the clip's second that has been perceived, after every event.
  public init(
    networks: PerceptionNetworks,
    options: PerceptionOptions,
    findsUtterances: Bool = false,
    degradation: (any ClipDegradation)? = nil,
    threadCount: Int = 1,
    isInterrupted: @escaping () -> Bool = { false },
    announceDuration: @escaping (Double) -> Void = { _ in },
    announcePosition: @escaping (Double) -> Void = { _ in }
  ) {
    self.networks = networks
    self.options = options
    plan = .windows(options, findsUtterances: findsUtterances)
    self.degradation = degradation
    self.threadCount = threadCount
    self.isInterrupted = isInterrupted
    self.announceDuration = announceDuration
    self.announcePosition = announcePosition
  }

  /// Perceives a whole clip.
  ///
  /// - Parameters:
  ///   - opened: called once the clip is open; throws to refuse it.
  ///   - observe: receives every frame in order once its faces are read.
  ///   - makeListener: makes the listener of the channel at an index.
  ///
  /// Throws `ClipFailure`, and `CancellationError` if interrupted.
  public func perceive<Listener: WindowListener>(
    _ path: ClipPath,
    opened: @escaping (OpenedClip) throws -> Void = { _ in },
    observe: @escaping (FrameObservation) -> Void = { _ in },
    makeListener: @escaping (Int) -> Listener
  ) throws -> PerceivedClip<Listener> {
    let events = ClipEvents(
      options: options,
      degradation: degradation,
      threadCount: threadCount,
      opened: opened,
      isInterrupted: isInterrupted,
      announceDuration: announceDuration,
      announcePosition: announcePosition
    )
    var perceiver = ClipPerceiver(
      networks: networks,
      options: options,
      plan: plan,
      displacement: degradation?.displacement,
      observe: observe,
      makeListener: makeListener
    )
    let end = try events.stream(path, into: &perceiver)
    return PerceivedClip(perceiver, end: end, modality: options.modality)
  }
}

/// A perceived clip, before the analysis.
public struct PerceivedClip<Listener> {
  public struct Channel {
    public let listener: Listener
    /// The detected speech; nil without sound.
    public let speech: SpeechTrack?
  }

  public let info: ClipInfo
  /// A single channel if there is no sound.
  public let channels: [Channel]
  /// Nil if faces were not requested.
  public let faces: FaceStatistics?
  /// The duration of the analysed part.
  public let durationSeconds: Double
  public let warnings: [ClipWarning]
  public let timing: Stopwatch
  private let modality: ModalityChoice
  /// A shorter clip without a picture is too short to tell that nobody speaks.
  private static var minSilentSeconds: Double { 0.5 }

  init(_ perceiver: ClipPerceiver<Listener>, end: ClipEvents.End, modality: ModalityChoice)
  where Listener: WindowListener {
    guard let clip = perceiver.clip else { preconditionFailure("a clip was perceived that was never open") }
    info = clip.info
    channels = perceiver.channels.map { Channel(listener: $0.listener, speech: $0.speech) }
    faces = perceiver.faces.map { FaceStatistics($0, track: perceiver.face) }
    durationSeconds = perceiver.durationSeconds
    warnings = end.warnings
    timing = end.timing
    self.modality = modality
  }

  /// Determines which streams of a channel can be analysed.
  public func evidence(_ windows: [WindowEvidence], speech: SpeechTrack?) -> ClipEvidence {
    ClipEvidence(windows, speech: speech, isFaceSeen: faces?.isSeen ?? false)
  }

  /// The reason why a channel cannot be analysed; nil if it can.
  public func failure(_ evidence: ClipEvidence, channel: Int?) -> ClipFailure? {
    let channelName = channel.map { " on channel \($0)" } ?? ""
    let (isSpeech, isSeen) = (evidence.isSpeech, evidence.isSeen)
    switch modality {
    case .both where !isSpeech: return ClipFailure(.noSpeechOrFace, "nobody speaks\(channelName)")
    case .both where !isSeen: return ClipFailure(.noSpeechOrFace, "no face is seen")
    default: break
    }
    guard !isSpeech, !isSeen else { return nil }
    if faces == nil, durationSeconds < Self.minSilentSeconds {
      // Rounded down, so that the message never says that 0.50 s are too little.
      let seconds = String(format: "%.2f", (100 * durationSeconds).rounded(.down) / 100)
      return ClipFailure(
        .tooShort,
        "nobody speaks\(channelName) in \(seconds) s of sound, which is too little to be sure; "
          + "it takes \(Self.minSilentSeconds) s"
      )
    }
    let reasons = [
      modality.wantsVoice ? "nobody speaks\(channelName)" : nil, faces == nil ? nil : "no face is seen",
    ]
    return ClipFailure(.noSpeechOrFace, reasons.compactMap { $0 }.joined(separator: " and "))
  }
}

/// Summary of a clip's faces.
public struct FaceStatistics {
  /// Whether enough frames show a face for it to count.
  public let isSeen: Bool
  /// The fraction of the analysed frames that show a face.
  public let coverage: Double?
  /// The maximum number of simultaneous faces.
  public let faceCount: Int
  /// Conditions that made the faces hard to see.
  public let flags: [QualityFlag]
  /// Frames analysed, excluding blank ones, and their width in pixels; 0 for a face from a table.
  public let frameCount: Int
  public let frameWidth: Int
  /// Minimum number of frames with a face for it to count.
  public let minFrames: Int

  init(_ faces: any FaceStream, track: FaceTrack?) {
    isSeen = faces.isSeen
    coverage = faces.coverage
    faceCount = faces.faceCount
    flags = faces.flags
    frameCount = track?.frameCount ?? 0
    frameWidth = track?.frameWidth ?? 0
    minFrames = min(FaceTrack.minFrames, frameCount)
  }
}
