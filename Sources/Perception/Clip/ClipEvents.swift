import Face
import Foundation
import Media
import Records
import System

/// What a clip's head tells a listener once the clip is open.
public struct OpenedClip {
  public let info: ClipInfo
  /// The file's size; of a pipe what came through it.
  public let bytes: Int
  /// When the file was last changed, in whole seconds.
  public let modified: Date
  /// To be called now and then by whoever reads something else meanwhile: throws when the time is over or the work
  /// interrupted.
  let mayGoOn: () throws -> Void
}

/// Hears and sees a clip's events, in order. Each function may throw `ClipFailure`, which ends the clip.
protocol ClipListener {
  /// The clip is open. What cannot be used is refused here.
  mutating func open(_ clip: OpenedClip) throws
  mutating func receive(_ block: SoundBlock) throws
  mutating func receive(_ frame: VideoFrame) throws
  /// Called after every event, for what needs both streams.
  mutating func advance() throws
  /// The clip is over.
  ///
  /// - Parameter measuredSeconds: how long what was decoded is.
  mutating func close(measuredSeconds: Double) throws
  /// The clip broke off: nothing more will come of it.
  mutating func breakOff() throws
}

extension ClipListener {
  mutating func receive(_ block: SoundBlock) throws {}
  mutating func receive(_ frame: VideoFrame) throws {}
  mutating func advance() throws {}
  mutating func breakOff() throws {}
}

/// The one loop over a clip's sound and frames: opens it, hands every event to a listener, and says in a record's words
/// what went wrong.
struct ClipEvents {
  /// Seconds between two frames that an analysis looks at, at least.
  static let frameInterval = 0.1

  let options: PerceptionOptions
  /// No frame is passed over for coming soon after another.
  let everyFrame: Bool
  /// Whether sound is read; by default where the options want the voice.
  let withSound: Bool?
  /// Changes the events before anybody hears or sees them.
  let degradation: (any ClipDegradation)?
  /// Told what the clip is, once it is open.
  let opened: (OpenedClip) -> Void
  let isInterrupted: () -> Bool
  let announceDuration: (Double) -> Void

  init(
    options: PerceptionOptions,
    everyFrame: Bool = false,
    withSound: Bool? = nil,
    degradation: (any ClipDegradation)? = nil,
    opened: @escaping (OpenedClip) -> Void = { _ in },
    isInterrupted: @escaping () -> Bool,
    announceDuration: @escaping (Double) -> Void
  ) {
    self.options = options
    self.everyFrame = everyFrame
    self.withSound = withSound
    self.degradation = degradation
    self.opened = opened
    self.isInterrupted = isInterrupted
    self.announceDuration = announceDuration
  }

  /// What remains to be known of a clip that was followed to its end.
  struct End {
    let warnings: [ClipWarning]
    let timing: Stopwatch
  }

  /// Follows a clip to its end.
  ///
  /// - Throws: `ClipFailure`, `CancellationError` when interrupted, and what the listener throws.
  func follow(_ path: ClipPath, into listener: inout some ClipListener) throws -> End {
    do {
      return try read(path, into: &listener)
    } catch MediaError.interrupted {
      throw CancellationError()
    } catch let error as MediaError {
      try listener.breakOff()
      throw ClipFailure(error)
    }
  }

  private func read(_ path: ClipPath, into listener: inout some ClipListener) throws -> End {
    let start = ContinuousClock.now
    let reader = try open(path)
    let limit = options.timeLimit.seconds(clipSeconds: reader.info.durationSeconds ?? 0)
    let clip = OpenedClip(info: reader.info, bytes: Int(reader.byteCount), modified: reader.modified) {
      if isInterrupted() { throw MediaError.interrupted }
      if start.secondsUntilNow > limit { throw MediaError.timeout }
    }
    opened(clip)
    try listener.open(clip)
    var timing = Stopwatch(start: start, decodeSeconds: start.secondsUntilNow)
    while true {
      let decoding = ContinuousClock.now
      let next = try reader.next()
      timing.decodeSeconds += decoding.secondsUntilNow
      guard let next else { break }
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
    }
    let finishing = ContinuousClock.now
    try listener.close(measuredSeconds: reader.measuredDurationSeconds)
    timing.finishSeconds = finishing.secondsUntilNow
    return End(warnings: reader.warnings, timing: timing)
  }

  private func open(_ path: ClipPath) throws(MediaError) -> ClipReader {
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
            minimumIntervalSeconds: everyFrame ? 0 : Self.frameInterval
          ) : nil,
        timeLimit: options.timeLimit
      ),
      isInterrupted: isInterrupted,
      announceDuration: announceDuration
    )
  }
}
