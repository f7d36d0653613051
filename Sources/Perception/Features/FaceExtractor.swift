import Face
import Media
import Records
import System

/// Extracts a clip's faces frame by frame, as the recognizer sees them.
public struct FaceExtractor {
  /// A frame with a face or without one.
  public struct FrameReading {
    /// The frame's number, from 1, in the analysed part.
    public let frame: Int
    /// On the clip's clock.
    public let seconds: Double
    /// The face in pixels of the displayed video; nil if there is none.
    public let face: TrackedFace?
    /// The embedding of its expression, (512); empty if not requested.
    public let embedding: [Float]
    /// Uncalibrated action units; nil if not requested.
    public let units: ActionUnits?
    /// The light level on the face, 0…1; nil if action units were not requested.
    let lightLevel: Double?
  }

  private let networks: PerceptionNetworks
  private let options: PerceptionOptions
  private let plan: PerceptionPlan
  private let threadCount: Int
  private let isInterrupted: () -> Bool

  /// - Parameters:
  ///   - options: the options for face selection, part and time limit.
  ///   - withEmbeddings: also computes expression embeddings.
  ///   - withUnits: also reads action units.
  ///   - threadCount: the maximum number of threads that work on a clip; the result does not depend on it.
  ///   - isInterrupted: polled regularly, on any thread; once true, `extract` throws `CancellationError`.
  public init(
    networks: PerceptionNetworks,
    options: PerceptionOptions,
    withEmbeddings: Bool,
    withUnits: Bool = false,
    threadCount: Int = 1,
    isInterrupted: @escaping () -> Bool = { false }
  ) {
    self.networks = networks
    self.threadCount = threadCount
    self.isInterrupted = isInterrupted
    // The voice is needed only to select the speaker's face.
    var adjusted = options
    adjusted.modality = options.face == .speaker ? .auto : .face
    self.options = adjusted
    let wanted: FaceTrack.FaceScope = options.face.wantsEveryExpression ? .all : .main
    plan = PerceptionPlan(expressions: withEmbeddings ? wanted : .none, units: withUnits ? wanted : .none)
  }

  /// Passes every frame of the clip to `handler` in order of time, some seconds after it is decoded; with `--face all`,
  /// each of its faces.
  ///
  /// - Parameter announceDuration: receives the clip's duration in seconds as soon as it is known, and again if it
  ///   turns out longer.
  /// - Returns: the duration of the part, in seconds.
  /// - Throws: `ClipFailure` after the frames before the failure, `CancellationError` if interrupted, and what
  ///   `handler` throws.
  @discardableResult
  public func extract(
    _ path: ClipPath,
    announceDuration: @escaping (Double) -> Void = { _ in },
    handler: (FrameReading) throws -> Void
  ) throws -> Double {
    let events = ClipEvents(
      options: options,
      everyFrame: true,
      threadCount: threadCount,
      isInterrupted: isInterrupted,
      announceDuration: announceDuration
    )
    return try withoutActuallyEscaping(handler) { handler in
      var listener = Listener(
        perceiver: ClipPerceiver(networks: networks, options: options, plan: plan) { _ in Collector() },
        options: options,
        handler: handler
      )
      _ = try events.stream(path, into: &listener)
      return listener.perceiver.durationSeconds
    }
  }

  /// Collects the frames whose face has been selected.
  private struct Collector: WindowListener {
    var frames: [(frame: FrameObservation, face: FaceReading?)] = []

    mutating func receive(_ frame: FrameObservation, face: FaceReading?) {
      frames.append((frame, face))
    }
  }

  /// Emits the collected frames after every event.
  private struct Listener: ClipListener {
    var perceiver: ClipPerceiver<Collector>
    let options: PerceptionOptions
    let handler: (FrameReading) throws -> Void

    mutating func open(_ clip: OpenedClip) throws {
      guard clip.info.video != nil else { throw ClipFailure(.noStreams, "there is no picture in it") }
      try perceiver.open(clip)
    }

    mutating func receive(_ block: SoundBlock) { perceiver.receive(block) }
    mutating func receive(_ frame: VideoFrame) { perceiver.receive(frame) }

    mutating func advance() throws {
      try perceiver.advance()
      try emitCollected()
    }

    mutating func close(measuredSeconds: Double) throws {
      try perceiver.close(measuredSeconds: measuredSeconds)
      try emitCollected()
      guard let track = perceiver.face, track.frameCount + track.blankCount > 0 else {
        throw ClipFailure(.tooShort, "there is no picture in the part asked for")
      }
    }

    mutating func abort() throws {
      perceiver.abort()
      try emitCollected()
    }

    private mutating func emitCollected() throws {
      let shownWidth = Double(perceiver.clip?.info.video?.width ?? 0)
      let scale = shownWidth / Double(max(1, perceiver.face?.frameWidth ?? 1))
      for (frame, face) in perceiver.drainFirst(\.frames) {
        try emit(frame, face, scale: scale)
      }
    }

    private func emit(_ frame: FrameObservation, _ face: FaceReading?, scale: Double) throws {
      func reading(_ face: FaceReading?) -> FrameReading {
        FrameReading(
          frame: frame.number,
          seconds: options.startSeconds + frame.seconds,
          face: face?.face.scaled(by: scale),
          embedding: face?.embedding ?? [],
          units: face?.units,
          lightLevel: face?.lightLevel
        )
      }
      guard options.face == .all, !frame.faces.isEmpty else { return try handler(reading(face)) }
      for face in frame.faces { try handler(reading(face)) }
    }
  }
}
