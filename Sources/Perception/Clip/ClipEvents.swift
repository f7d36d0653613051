import Face
import Foundation
import Media
import Records
import Synchronization
import System

/// An open clip, as its header describes it.
public struct OpenedClip {
  public let info: ClipInfo
  /// The file's size; for a pipe, the bytes read so far.
  public let bytes: Int
  /// The file's modification time, in whole seconds.
  public let modified: Date
  /// Throws if the time limit has passed or the work was interrupted. Listeners call it regularly while they read
  /// something else.
  let checkCancellation: () throws -> Void
  /// The threads that work on the clip.
  let team: ThreadTeam
}

/// Receives a clip's events in order. Every function may throw `ClipFailure`, which ends the clip.
protocol ClipListener {
  /// Called when the clip is open. Throws if the clip cannot be used.
  mutating func open(_ clip: OpenedClip) throws
  mutating func receive(_ block: SoundBlock) throws
  mutating func receive(_ frame: VideoFrame) throws
  /// Called after every event, for work that needs both streams.
  mutating func advance() throws
  /// Called at the end of the clip.
  ///
  /// - Parameter measuredSeconds: duration of what was decoded.
  mutating func close(measuredSeconds: Double) throws
  /// Called when the clip breaks off with an error. No further calls follow.
  mutating func abort() throws
}

extension ClipListener {
  mutating func receive(_ block: SoundBlock) throws {}
  mutating func receive(_ frame: VideoFrame) throws {}
  mutating func advance() throws {}
  mutating func abort() throws {}
}

/// The event loop over a clip's sound and frames: opens the clip, passes every event to a listener, and turns errors
/// into `ClipFailure`.
///
/// With several threads, helpers decode ahead and read faces, while the calling thread passes the events on in order.
/// What a listener receives, and so the record, does not depend on the number of threads.
struct ClipEvents {
  let options: PerceptionOptions
  /// Keeps every frame, however close to the one before.
  let everyFrame: Bool
  /// Whether sound is read; by default if the options want the voice.
  let withSound: Bool?
  /// Degrades the events before the listener receives them.
  let degradation: (any ClipDegradation)?
  /// The maximum number of threads that work on the clip.
  let threadCount: Int
  /// Called once the clip is open; throws to refuse it.
  let opened: (OpenedClip) throws -> Void
  /// May be called on any thread.
  let isInterrupted: () -> Bool
  let announceDuration: (Double) -> Void
  /// Called with the clip's second that each event has reached.
  let announcePosition: (Double) -> Void

  init(
    options: PerceptionOptions,
    everyFrame: Bool = false,
    withSound: Bool? = nil,
    degradation: (any ClipDegradation)? = nil,
    threadCount: Int = 1,
    opened: @escaping (OpenedClip) throws -> Void = { _ in },
    isInterrupted: @escaping () -> Bool,
    announceDuration: @escaping (Double) -> Void,
    announcePosition: @escaping (Double) -> Void = { _ in }
  ) {
    self.options = options
    self.everyFrame = everyFrame
    self.withSound = withSound
    self.degradation = degradation
    self.threadCount = threadCount
    self.opened = opened
    self.isInterrupted = isInterrupted
    self.announceDuration = announceDuration
    self.announcePosition = announcePosition
  }

  /// What is left to report after the last event.
  struct End {
    let warnings: [ClipWarning]
    let timing: Stopwatch
  }

  /// Passes all events of a clip to a listener.
  ///
  /// - Throws: `ClipFailure`, `CancellationError` if interrupted, and what the listener throws.
  func stream(_ path: ClipPath, into listener: inout some ClipListener) throws -> End {
    do {
      return try read(path, into: &listener)
    } catch MediaError.interrupted {
      throw CancellationError()
    } catch let error as MediaError {
      try listener.abort()
      throw ClipFailure(error, of: path)
    }
  }

  private func read(_ path: ClipPath, into listener: inout some ClipListener) throws -> End {
    let start = ContinuousClock.now
    let announced = LatestDuration()
    let reader = try open(path, announceDuration: threadCount > 1 ? announced.set : announceDuration)
    let limit = options.timeLimit.seconds(clipSeconds: reader.info.durationSeconds ?? 0)
    let team = ThreadTeam(threadCount: hasVideo(reader.info) ? threadCount : 1)
    defer { team.stop() }
    let clip = OpenedClip(
      info: reader.info,
      bytes: Int(reader.byteCount),
      modified: reader.modified,
      checkCancellation: {
        if isInterrupted() { throw MediaError.interrupted }
        if start.secondsUntilNow > limit { throw MediaError.timeout }
      },
      team: team
    )
    if let seconds = announced.take() { announceDuration(seconds) }
    try opened(clip)
    try listener.open(clip)
    var timing = Stopwatch(start: start, decodeSeconds: start.secondsUntilNow)
    let events = ReadAhead(reader, team: team)
    while let next = try events.next() {
      if let seconds = announced.take() { announceDuration(seconds) }
      let perceiving = ContinuousClock.now
      switch degradation.map({ $0.degrade(next) }) ?? next {
      case .sound(let block)?:
        try listener.receive(block)
        timing.voiceSeconds += perceiving.secondsUntilNow
      case .frame(let frame)?:
        try listener.receive(frame)
        timing.faceSeconds += perceiving.secondsUntilNow
      case nil: break
      }
      try listener.advance()
      announcePosition(next.seconds)
    }
    let finishing = ContinuousClock.now
    try listener.close(measuredSeconds: reader.measuredDurationSeconds)
    timing.finishSeconds = finishing.secondsUntilNow
    timing.decodeSeconds += events.readingSeconds
    return End(warnings: reader.warnings, timing: timing)
  }

  /// Sound alone is decoded too fast to share the work.
  private func hasVideo(_ info: ClipInfo) -> Bool {
    info.video != nil && !info.isStill && options.wantsFrames
  }

  private func open(_ path: ClipPath, announceDuration: @escaping (Double) -> Void) throws(MediaError) -> ClipReader {
    try ClipReader(
      path: path,
      options: ReadingOptions(
        channel: options.channel,
        startSeconds: options.startSeconds,
        durationSeconds: options.durationSeconds,
        wantsSound: withSound ?? options.modality.wantsVoice,
        video: options.wantsFrames
          ? VideoOptions(
            longestSide: FaceTracker.longestSide,
            longestSideOfStill: StillReader.longestSide,
            minimumIntervalSeconds: everyFrame ? 0 : PerceptionOptions.frameInterval
          ) : nil,
        timeLimit: options.timeLimit
      ),
      isInterrupted: isInterrupted,
      announceDuration: announceDuration
    )
  }
}

/// The duration that a reader announced last, on whichever thread.
private final class LatestDuration: Sendable {
  private let seconds = Mutex<Double?>(nil)

  func set(_ seconds: Double) { self.seconds.withLock { $0 = seconds } }

  /// Returns a duration that was announced since the last call.
  func take() -> Double? {
    seconds.withLock { seconds in
      defer { seconds = nil }
      return seconds
    }
  }
}
