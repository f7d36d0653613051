import Face
import Media
import Records
import System

/// A clip's faces, frame by frame, as the recognizer sees them.
public struct FaceExtractor {
  /// A face in a frame, or that there is none.
  public struct Sighting {
    /// The frame's place, from 1, among all of the analysed part.
    public let frame: Int
    /// On the clip's clock.
    public let seconds: Double
    /// The face in pixels of the frame as shown, or nil when none was seen.
    public let face: TrackedFace?
    /// The embedding of its expression, (512); empty where it was not asked for.
    public let embedding: [Float]
    /// As read, not calibrated; nil where they were not asked for.
    public let units: ActionUnits?
    /// The light on it, 0…1; nil where units were not asked for.
    let lightLevel: Double?
  }

  private let networks: PerceptionNetworks
  private let options: PerceptionOptions
  private let plan: PerceptionPlan
  private let isInterrupted: () -> Bool

  /// - Parameters:
  ///   - options: whose face, part and time limit are taken from them.
  ///   - withEmbeddings: expressions are read as well.
  ///   - withUnits: action units are read as well.
  ///   - isInterrupted: asked now and then; once true, `extract` throws `CancellationError`.
  public init(
    networks: PerceptionNetworks,
    options: PerceptionOptions,
    withEmbeddings: Bool,
    withUnits: Bool = false,
    isInterrupted: @escaping () -> Bool = { false }
  ) {
    self.networks = networks
    self.isInterrupted = isInterrupted
    // The voice is heard where it tells whose face counts.
    var heard = options
    heard.modality = options.face == .speaker ? .auto : .face
    self.options = heard
    let wanted: FaceTrack.FaceScope = options.face.wantsEveryExpression ? .all : .main
    plan = PerceptionPlan(expressions: withEmbeddings ? wanted : .none, units: withUnits ? wanted : .none)
  }

  /// Hands over every frame of the clip, in order of time, some seconds after it was shown; with `--face all` each of its
  /// faces.
  ///
  /// - Parameter announceDuration: told the clip's duration in seconds as soon as it is known, and again when it turns
  ///   out longer.
  /// - Throws: `ClipFailure`, after the frames before it, `CancellationError` when interrupted, and what the handler
  ///   throws.
  public func extract(
    _ path: ClipPath,
    announceDuration: @escaping (Double) -> Void = { _ in },
    handler: (Sighting) throws -> Void
  ) throws {
    let events = ClipEvents(
      options: options,
      everyFrame: true,
      isInterrupted: isInterrupted,
      announceDuration: announceDuration
    )
    try withoutActuallyEscaping(handler) { handler in
      var listener = Listener(
        perceiver: ClipPerceiver(networks: networks, options: options, plan: plan) { Decided() },
        options: options,
        handler: handler
      )
      _ = try events.follow(path, into: &listener)
    }
  }

  /// Frames in which it is decided whose face counts.
  private struct Decided: WindowListener {
    var frames: [(frame: FrameObservation, face: FaceReading?)] = []

    mutating func take(_ frame: FrameObservation, face: FaceReading?) {
      frames.append((frame, face))
    }
  }

  /// Hands the decided frames on after every event.
  private struct Listener: ClipListener {
    var perceiver: ClipPerceiver<Decided>
    let options: PerceptionOptions
    let handler: (Sighting) throws -> Void

    mutating func open(_ clip: OpenedClip) throws {
      guard clip.info.video != nil else { throw ClipFailure(.noStreams, "there is no picture in it") }
      try perceiver.open(clip)
    }

    mutating func receive(_ block: SoundBlock) { perceiver.receive(block) }
    mutating func receive(_ frame: VideoFrame) { perceiver.receive(frame) }

    mutating func advance() throws {
      try perceiver.advance()
      try emitDecided()
    }

    mutating func close(measuredSeconds: Double) throws {
      try perceiver.close(measuredSeconds: measuredSeconds)
      try emitDecided()
      guard let track = perceiver.face, track.frameCount + track.blankCount > 0 else {
        throw ClipFailure(.tooShort, "there is no picture in the part asked for")
      }
    }

    mutating func breakOff() throws {
      perceiver.giveUp()
      try emitDecided()
    }

    private mutating func emitDecided() throws {
      let shownWidth = Double(perceiver.clip?.info.video?.width ?? 0)
      let scale = shownWidth / Double(max(1, perceiver.face?.frameWidth ?? 1))
      for (frame, face) in perceiver.takeFromFirst(\.frames) {
        try give(frame, face, scale: scale)
      }
    }

    private func give(_ frame: FrameObservation, _ face: FaceReading?, scale: Double) throws {
      func sighting(_ read: FaceReading?) -> Sighting {
        Sighting(
          frame: frame.number,
          seconds: options.startSeconds + frame.seconds,
          face: read?.face.scaled(by: scale),
          embedding: read?.embedding ?? [],
          units: read?.units,
          lightLevel: read?.lightLevel
        )
      }
      guard options.face == .all, !frame.faces.isEmpty else { return try handler(sighting(face)) }
      for read in frame.faces { try handler(sighting(read)) }
    }
  }
}
