import Glibc
import System

/// Why a run cannot go on with a file of records.
public enum ResumeError: Error, Equatable, Sendable {
  /// With the system's error number.
  case unreadable(ClipPath, errno: Int32)
  /// A folder, a pipe or a device.
  case noFile(ClipPath)
  /// The row, from 1, is no record in the format that is to be written.
  case noRecord(ClipPath, row: Int)
  /// The records were made by another model.
  case otherModel(ClipPath, found: String, now: String)
  /// The records were made with other options.
  case otherOptions(ClipPath, found: String?, now: String?)

  struct ReadFailure: Error {
    let errno: Int32
  }
}

extension ResumeError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unreadable(let path, let number): "cannot resume \(path): \(String(cString: strerror(number)).lowercased())"
    case .noFile(let path): "cannot resume \(path): it is no regular file"
    case .noRecord(let path, let row):
      "cannot resume \(path): row \(row) is no record in this format; nothing was changed"
    case .otherModel(let path, let found, let now):
      "cannot resume \(path): its records are by the model \(found), not \(now)"
    case .otherOptions(let path, let found, let now):
      "cannot resume \(path): its records were made with \(found ?? "default options"), not \(now ?? "default options")"
    }
  }
}
