import CMedia
import Foundation
import System

/// The opened file. Owns the C handle.
final class ClipInput {
  let handle: OpaquePointer

  /// How long a pipe's first byte is waited for.
  static let writerWaitMilliseconds: Int32 = 5_000

  init(path: ClipPath, supervision: ReadingSupervision) throws(MediaError) {
    // A C string would end at the zero and name another file.
    if path.bytes.contains(0) || path.bytes.isEmpty { throw .notFound }
    var handle: OpaquePointer?
    var systemError: Int32 = 0
    let status = path.withCString {
      cmedia_input_open(
        $0,
        supervision.deadline,
        supervision.interruption,
        Self.writerWaitMilliseconds,
        &handle,
        &systemError
      )
    }
    guard let handle, status == CMEDIA_OK else { throw MediaError(status, systemError: systemError) }
    self.handle = handle
  }

  deinit {
    cmedia_input_close(handle)
  }

  var byteCount: Int64 { cmedia_input_size(handle) }

  var modified: Date { Date(timeIntervalSince1970: Double(cmedia_input_modified(handle))) }
}

/// When reading a clip is given up: when somebody asks for it, or at a deadline, which is the later the longer the clip
/// turns out to be.
final class ReadingSupervision {
  /// In nanoseconds of `cmedia_now()`, 0 for none.
  private(set) var deadline: Int64 = 0

  private let timeLimit: TimeLimit?
  private let start = cmedia_now()
  private let isInterrupted: () -> Bool
  private let announceDuration: (Double) -> Void
  /// How long the clip is at least, as far as is known.
  private var clipSeconds = 0.0

  /// A clip that turns out longer than it said is taken to go on to the next multiple of this: whoever is told need not
  /// be told with every frame.
  static let stepSeconds = 10.0

  init(timeLimit: TimeLimit?, isInterrupted: @escaping () -> Bool, announceDuration: @escaping (Double) -> Void) {
    self.timeLimit = timeLimit
    self.isInterrupted = isInterrupted
    self.announceDuration = announceDuration
    setDeadline()
  }

  /// The clip's head says how long it is.
  func clipIsAnnounced(seconds: Double?) {
    guard let seconds else { return }
    clipSeconds = seconds
    setDeadline()
    announceDuration(seconds)
  }

  /// The clip has been decoded up to here. True when the deadline is a later one now.
  func clipIsDecoded(toSeconds seconds: Double) -> Bool {
    guard seconds > clipSeconds else { return false }
    clipIsAnnounced(seconds: (seconds / Self.stepSeconds).rounded(.up) * Self.stepSeconds)
    return true
  }

  func throwIfInterrupted() throws(MediaError) {
    if isInterrupted() { throw .interrupted }
  }

  private func setDeadline() {
    guard let timeLimit else { return }
    deadline = max(1, start + Int64(timeLimit.seconds(clipSeconds: clipSeconds) * 1e9))
  }

  /// The interruption as C asks for it; valid while this object lives.
  var interruption: cmedia_interruption {
    cmedia_interruption(
      is_requested: { Unmanaged<ReadingSupervision>.fromOpaque($0!).takeUnretainedValue().isInterrupted() },
      context: Unmanaged.passUnretained(self).toOpaque()
    )
  }
}
