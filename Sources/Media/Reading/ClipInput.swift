import CMedia
import Foundation
import System

/// An opened file. Owns the C handle.
final class ClipInput {
  let handle: OpaquePointer

  /// How long to wait for the first byte of a pipe.
  static let writerWaitMilliseconds: Int32 = 5_000

  init(path: ClipPath, supervision: ReadingSupervision) throws(MediaError) {
    // A C string would end at a zero byte and name another file.
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

  /// Whether it is a WebP file whose extended header, VP8X, announces an animation.
  var isAnimatedWebP: Bool {
    let (flagsOffset, animationFlag) = (20, UInt8(0x02))
    var bytes = [UInt8](repeating: 0, count: flagsOffset + 1)
    guard cmedia_input_read(handle, 0, &bytes, bytes.count) == Int64(bytes.count) else { return false }
    return bytes.starts(with: "RIFF".utf8) && bytes[8..<16].elementsEqual("WEBPVP8X".utf8)
      && bytes[flagsOffset] & animationFlag != 0
  }

  var modified: Date { Date(timeIntervalSince1970: Double(cmedia_input_modified(handle))) }
}

/// Determines when to stop reading a clip: on interruption, or at a deadline that grows with the clip's length.
final class ReadingSupervision {
  /// Nanoseconds of `cmedia_now()`; 0 for none.
  private(set) var deadline: Int64 = 0

  private let timeLimit: TimeLimit?
  private let start = cmedia_now()
  private let isInterrupted: () -> Bool
  private let announceDuration: (Double) -> Void
  /// Known lower bound of the clip's length.
  private var clipSeconds = 0.0

  /// If a clip is longer than stated, its length is rounded up to a multiple of this, so that it is not announced with
  /// every frame.
  static let stepSeconds = 10.0

  init(timeLimit: TimeLimit?, isInterrupted: @escaping () -> Bool, announceDuration: @escaping (Double) -> Void) {
    self.timeLimit = timeLimit
    self.isInterrupted = isInterrupted
    self.announceDuration = announceDuration
    setDeadline()
  }

  /// Announces the clip's length and moves the deadline.
  func clipIsAnnounced(seconds: Double?) {
    guard let seconds else { return }
    clipSeconds = seconds
    setDeadline()
    announceDuration(seconds)
  }

  /// Notes that the clip is decoded up to `seconds`. Returns whether that moved the deadline.
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

  /// The interruption callback for C, valid while this object lives.
  var interruption: cmedia_interruption {
    cmedia_interruption(
      is_requested: { Unmanaged<ReadingSupervision>.fromOpaque($0!).takeUnretainedValue().isInterrupted() },
      context: Unmanaged.passUnretained(self).toOpaque()
    )
  }
}
