import Face
import Media
import Records
import System
import Voice

/// Hears and sees clips, and hands what it finds to whoever subscribes.
public struct ClipPerception {
  private let networks: PerceptionNetworks
  private let options: PerceptionOptions
  private let plan: PerceptionPlan
  private let degradation: (any ClipDegradation)?
  private let isInterrupted: () -> Bool
  private let announceDuration: (Double) -> Void

  /// - Parameters:
  ///   - findsUtterances: listeners get the utterances.
  ///   - degradation: makes a worse recording of the clip first.
  ///   - isInterrupted: asked now and then; once true, `follow` throws `CancellationError`.
  ///   - announceDuration: told the clip's duration in seconds as soon as it is known, and again when it turns out longer.
  public init(
    networks: PerceptionNetworks,
    options: PerceptionOptions,
    findsUtterances: Bool = false,
    degradation: (any ClipDegradation)? = nil,
    isInterrupted: @escaping () -> Bool = { false },
    announceDuration: @escaping (Double) -> Void = { _ in }
  ) {
    self.networks = networks
    self.options = options
    plan = .windows(options, findsUtterances: findsUtterances)
    self.degradation = degradation
    self.isInterrupted = isInterrupted
    self.announceDuration = announceDuration
  }

  /// Follows a clip to its end.
  ///
  /// - Parameters:
  ///   - opened: told what the clip is, once it is open.
  ///   - observe: gets every frame as it is looked at.
  ///   - makeListener: makes the listener of each channel.
  ///
  /// Throws `ClipFailure`, and `CancellationError` when interrupted.
  public func follow<Listener: WindowListener>(
    _ path: ClipPath,
    opened: @escaping (OpenedClip) -> Void = { _ in },
    observe: @escaping (FrameObservation) -> Void = { _ in },
    makeListener: @escaping () -> Listener
  ) throws -> PerceivedClip<Listener> {
    let events = ClipEvents(
      options: options,
      degradation: degradation,
      opened: opened,
      isInterrupted: isInterrupted,
      announceDuration: announceDuration
    )
    var perceiver = ClipPerceiver(
      networks: networks,
      options: options,
      plan: plan,
      displacement: degradation?.displacement,
      observe: observe,
      makeListener: makeListener
    )
    let end = try events.follow(path, into: &perceiver)
    return PerceivedClip(perceiver, end: end, modality: options.modality)
  }
}

/// A clip that was followed to its end, before anything is said about it.
public struct PerceivedClip<Listener> {
  public struct Channel {
    public let listener: Listener
    /// Where speech was; nil without sound.
    public let speech: SpeechTrack?
  }

  public let info: ClipInfo
  /// One without sound.
  public let channels: [Channel]
  /// Nil where nobody looked for any.
  public let faces: FacesSeen?
  /// How long the analysed part is.
  public let durationSeconds: Double
  public let warnings: [ClipWarning]
  public let timing: Stopwatch
  private let modality: ModalityChoice

  init(_ perceiver: ClipPerceiver<Listener>, end: ClipEvents.End, modality: ModalityChoice)
  where Listener: WindowListener {
    guard let clip = perceiver.clip else { preconditionFailure("a clip was followed that was never open") }
    info = clip.info
    channels = perceiver.channels.map { Channel(listener: $0.listener, speech: $0.speech) }
    faces = perceiver.faces.map { FacesSeen($0, track: perceiver.face) }
    durationSeconds = perceiver.durationSeconds
    warnings = end.warnings
    timing = end.timing
    self.modality = modality
  }

  /// Which streams of a channel have something to say.
  public func evidence(_ windows: [WindowEvidence], speech: SpeechTrack?) -> ClipEvidence {
    ClipEvidence(windows, speech: speech, isFaceSeen: faces?.isSeen ?? false)
  }

  /// Why nothing can be said of a channel; nil where something can.
  public func failure(_ evidence: ClipEvidence, channel: Int?) -> ClipFailure? {
    let channelName = channel.map { " on channel \($0)" } ?? ""
    let (isSpeech, isSeen) = (evidence.isSpeech, evidence.isSeen)
    switch modality {
    case .both where !isSpeech: return ClipFailure(.noSpeechOrFace, "nobody speaks\(channelName)")
    case .both where !isSeen: return ClipFailure(.noSpeechOrFace, "no face is seen")
    default: break
    }
    guard !isSpeech, !isSeen else { return nil }
    let reasons = [
      modality.wantsVoice ? "nobody speaks\(channelName)" : nil, faces == nil ? nil : "no face is seen",
    ]
    return ClipFailure(.noSpeechOrFace, reasons.compactMap { $0 }.joined(separator: " and "))
  }
}

/// What was seen of a clip's faces.
public struct FacesSeen {
  /// A face was seen often enough to count.
  public let isSeen: Bool
  /// The share of the frames looked at that show a face.
  public let coverage: Double?
  /// The most faces seen at once.
  public let faceCount: Int
  /// What made the faces hard to see.
  public let flags: [QualityFlag]
  /// Frames that were looked at, blank ones aside, and their width in pixels; 0 where a table tells the face.
  public let frameCount: Int
  public let frameWidth: Int
  /// Frames in which a face is to be seen before it counts.
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
