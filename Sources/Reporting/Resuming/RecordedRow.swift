import Foundation
import Glibc
import Records
import System

/// The parts of an output row that a resumed run needs.
struct RecordedRow: Decodable {
  var path: ClipPath
  var bytes: Int?
  var modified: String?
  var isOK: Bool
  var channel: Int?
  /// Of a clip that succeeded.
  var model: String?
  var options: String?

  private enum CodingKeys: String, CodingKey {
    case schema, path
    case pathBase64 = "path_base64"
    case bytes, modified, status, channel, model, options
  }

  /// The CSV columns to read, in this order.
  private static let columns: [CodingKeys] = [
    .schema, .path, .pathBase64, .bytes, .modified, .status, .channel, .model, .options,
  ]
  private static let columnIndices = columns.map { CSVWriter.columns.firstIndex(of: $0.rawValue)! }

  /// Decodes a JSON line. Throws `DecodingError`.
  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let base64 = try container.decodeIfPresent(String.self, forKey: .pathBase64)
    let row = try Self(
      schema: container.decode(String.self, forKey: .schema),
      path: container.decode(String.self, forKey: .path),
      base64: base64,
      status: container.decode(String.self, forKey: .status)
    )
    guard let row else {
      throw DecodingError.dataCorruptedError(forKey: .schema, in: container, debugDescription: "not a clip record")
    }
    self = row
    bytes = try container.decodeIfPresent(Int.self, forKey: .bytes)
    modified = try container.decodeIfPresent(String.self, forKey: .modified)
    channel = try container.decodeIfPresent(Int.self, forKey: .channel)
    model = try container.decodeIfPresent(String.self, forKey: .model)
    options = try container.decodeIfPresent(String.self, forKey: .options)
  }

  /// Reads the cells of a CSV row with all columns, or returns nil if they are not a record.
  init?(cells: [String?]) {
    guard cells.count == CSVWriter.columns.count else { return nil }
    let known = Self.columnIndices.map { cells[$0] }
    guard let schema = known[0], let path = known[1], let status = known[5] else { return nil }
    self.init(schema: schema, path: path, base64: known[2], status: status)
    (bytes, modified, channel) = (known[3].flatMap { Int($0) }, known[4], known[6].flatMap { Int($0) })
    (model, options) = (known[7], known[8])
  }

  private init?(schema: String, path: String, base64: String?, status: String) {
    guard schema == ClipRecord.schema, ["ok", "error"].contains(status) else { return nil }
    isOK = status == "ok"
    if let base64 {
      guard let bytes = Data(base64Encoded: base64) else { return nil }
      self.path = ClipPath(bytes: bytes)
    } else {
      self.path = ClipPath(path)
    }
  }
}

/// Reads the complete rows of a file of records, with their byte ranges.
struct RowReader {
  static let chunk = 1 << 20

  private let descriptor: Int32
  private let format: RecordFormat

  /// `format` must grow by rows.
  init(descriptor: Int32, format: RecordFormat) {
    precondition(format.isAppendable)
    self.descriptor = descriptor
    self.format = format
  }

  /// Passes every complete row, without its line feed, and its byte range to `handler`. Returns the bytes after the
  /// last row.
  ///
  /// Throws `ResumeError.ReadFailure` if a read fails, and whatever `handler` throws.
  func read(_ handler: (ArraySlice<UInt8>, Range<Int>) throws -> Void) throws -> [UInt8] {
    var rest: [UInt8] = []
    // The length of the prefix of `rest` known to contain no row end.
    var searched = 0
    var isQuoted = false
    var offset = 0
    while true {
      let more = try Self.bytes(of: descriptor, at: offset + rest.count, count: Self.chunk)
      if more.isEmpty { return rest }
      rest += more
      var start = 0
      while let end = Self.end(of: rest[searched...], quotes: format == .csv, isQuoted: &isQuoted) {
        try handler(rest[start..<end], (offset + start)..<(offset + end + 1))
        start = end + 1
        searched = start
      }
      rest.removeFirst(start)
      searched = rest.count
      offset += start
    }
  }

  /// Returns the index of the row's line feed: in CSV the first outside quotes.
  private static func end(of bytes: ArraySlice<UInt8>, quotes: Bool, isQuoted: inout Bool) -> Int? {
    guard quotes else { return bytes.firstIndex(of: UInt8(ascii: "\n")) }
    for position in bytes.indices {
      if bytes[position] == UInt8(ascii: "\"") { isQuoted.toggle() }
      if bytes[position] == UInt8(ascii: "\n"), !isQuoted { return position }
    }
    return nil
  }

  /// Reads at most `count` bytes at an offset of the file; none at its end.
  static func bytes(of descriptor: Int32, at offset: Int, count: Int) throws(ResumeError.ReadFailure) -> [UInt8] {
    while true {
      var code: Int32 = 0
      let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
        let count = pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset))
        code = count < 0 ? errno : 0
        initialized = max(0, count)
      }
      if code == 0 { return bytes }
      if code != EINTR { throw ResumeError.ReadFailure(errno: code) }
    }
  }
}
