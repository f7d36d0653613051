import CMedia
import Foundation

/// The opened file. Owns the C handle.
final class ClipInput {
  let handle: OpaquePointer

  /// How long a pipe's first byte is waited for.
  static let writerWaitMilliseconds: Int32 = 5_000

  init(path: ClipPath, deadline: Int64) throws(MediaError) {
    // A C string would end at the zero and name another file.
    if path.bytes.contains(0) || path.bytes.isEmpty { throw .notFound }
    var handle: OpaquePointer?
    var systemError: Int32 = 0
    let status = path.withCString {
      cmedia_input_open($0, deadline, Self.writerWaitMilliseconds, &handle, &systemError)
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

/// A deadline as C takes it: nanoseconds of `cmedia_now()`, 0 for none.
func nanoseconds(until deadline: ContinuousClock.Instant?) -> Int64 {
  guard let deadline else { return 0 }
  let left = ContinuousClock.now.duration(to: deadline).components
  let (whole, overflow) = left.seconds.multipliedReportingOverflow(by: 1_000_000_000)
  if overflow { return left.seconds > 0 ? 0 : 1 }
  return max(1, cmedia_now() &+ whole &+ left.attoseconds / 1_000_000_000)
}
