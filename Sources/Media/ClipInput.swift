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
