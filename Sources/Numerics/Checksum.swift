import CKernels
import Foundation

/// SHA-256 (FIPS 180-4) in hexadecimal.
public enum Checksum {
  public static func sha256(of bytes: UnsafeRawBufferPointer) -> String {
    var digest = [UInt8](repeating: 0, count: 32)
    precondition(ck_sha256(bytes.baseAddress, bytes.count, &digest), "out of memory")
    return digest.map { String(format: "%02x", $0) }.joined()
  }

  public static func sha256(of text: String) -> String {
    Array(text.utf8).withUnsafeBytes { sha256(of: $0) }
  }

  /// Of a file's content. `path` is as the system takes it, and need not be UTF-8. Throws `POSIXError` when the file cannot
  /// be opened or mapped.
  public static func sha256(ofFile path: UnsafePointer<CChar>) throws -> String {
    let file = try MappedFile(path: path)
    return withExtendedLifetime(file) { sha256(of: file.bytes) }
  }
}
