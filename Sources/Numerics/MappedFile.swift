import CKernels
import Foundation

/// A file mapped read-only into memory. All worker processes share one copy in the page cache.
final class MappedFile: @unchecked Sendable {
  // Immutable after init, so safe to share between threads.
  let bytes: UnsafeRawBufferPointer

  /// Maps the file. `path` is a C string, which need not be UTF-8. Throws `POSIXError` if it cannot be opened or
  /// mapped.
  init(path: UnsafePointer<CChar>) throws {
    // Without O_NONBLOCK, opening a FIFO would block until there is a writer.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard descriptor >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    let count = Int(status.st_size)
    if count == 0 {
      bytes = UnsafeRawBufferPointer(start: nil, count: 0)
      return
    }
    guard let address = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0), address != MAP_FAILED else {
      throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
    }
    bytes = UnsafeRawBufferPointer(start: address, count: count)
  }

  deinit {
    if let address = bytes.baseAddress {
      munmap(UnsafeMutableRawPointer(mutating: address), bytes.count)
    }
  }
}

/// Checksums in hexadecimal.
public enum Checksum {
  /// SHA-256 (FIPS 180-4).
  public static func sha256(of bytes: UnsafeRawBufferPointer) -> String {
    var digest = [UInt8](repeating: 0, count: 32)
    precondition(ck_sha256(bytes.baseAddress, bytes.count, &digest), "out of memory")
    return hexadecimal(digest)
  }

  /// MurmurHash3 (x64, 128 bits): identifies gigabytes of weights in a fraction of a second, but does not withstand
  /// content that was made to collide.
  public static func murmur3(of bytes: UnsafeRawBufferPointer) -> String {
    var digest = [UInt8](repeating: 0, count: 16)
    precondition(ck_murmur3(bytes.baseAddress, bytes.count, &digest), "out of memory")
    return hexadecimal(digest)
  }

  private static func hexadecimal(_ digest: [UInt8]) -> String {
    digest.map { String(format: "%02x", $0) }.joined()
  }

  public static func sha256(of text: String) -> String {
    Array(text.utf8).withUnsafeBytes { sha256(of: $0) }
  }

  /// Returns the checksum of a file's content. `path` is a C string, which need not be UTF-8. Throws `POSIXError` if
  /// the file cannot be opened or mapped.
  public static func sha256(ofFile path: UnsafePointer<CChar>) throws -> String {
    let file = try MappedFile(path: path)
    return withExtendedLifetime(file) { sha256(of: file.bytes) }
  }
}
