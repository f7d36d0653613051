import Foundation
import Records
import System

/// A record's file attributes besides the path.
public struct ClipFile: Equatable, Sendable {
  public var bytes: Int?
  /// ISO 8601 in UTC, to the second.
  public var modified: String?

  init(bytes: Int, modified: Date) {
    self.bytes = bytes
    self.modified = Self.text(seconds: Int(modified.timeIntervalSince1970.rounded(.down)))
  }

  /// Reads the attributes from the file system; nil attributes if there is no such file.
  public init(statusOf path: ClipPath) {
    guard let status = FileStatus(of: path) else { return }
    bytes = status.bytes
    modified = Self.text(seconds: status.modifiedSeconds)
  }

  func record(path: ClipPath, outcome: ClipRecord.Outcome) -> ClipRecord {
    ClipRecord(path: path, bytes: bytes, modified: modified, outcome: outcome)
  }

  private static func text(seconds: Int) -> String {
    var time = time_t(seconds)
    var parts = tm()
    gmtime_r(&time, &parts)
    return String(unsafeUninitializedCapacity: 32) { buffer in
      buffer.withMemoryRebound(to: CChar.self) { strftime($0.baseAddress!, $0.count, "%Y-%m-%dT%H:%M:%SZ", &parts) }
    }
  }
}

extension ClipRecord {
  /// Makes the record of a clip that could not be analysed at all, for example because its worker died.
  public init(path: ClipPath, failure: ClipFailure) {
    self = ClipFile(statusOf: path).record(path: path, outcome: .failed(failure))
  }
}
