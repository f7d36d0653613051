import Foundation
import Glibc
import Records
import System

/// What a row of an output file tells to a run that goes on with it.
struct RecordedRow: Decodable {
  var path: ClipPath
  var bytes: Int?
  var modified: String?
  var isOK: Bool
  var channel: Int?
  /// Of a clip that did not fail.
  var model: String?
  var options: String?

  private enum CodingKeys: String, CodingKey {
    case schema, path
    case pathBase64 = "path_base64"
    case bytes, modified, status, channel, model, options
  }

  /// The columns that are read of a row of CSV, in that order.
  private static let columns: [CodingKeys] = [
    .schema, .path, .pathBase64, .bytes, .modified, .status, .channel, .model, .options,
  ]
  private static let places = columns.map { CSVWriter.columns.firstIndex(of: $0.rawValue)! }

  /// A line of JSON. Throws `DecodingError`.
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
      throw DecodingError.dataCorruptedError(forKey: .schema, in: container, debugDescription: "no record of a clip")
    }
    self = row
    bytes = try container.decodeIfPresent(Int.self, forKey: .bytes)
    modified = try container.decodeIfPresent(String.self, forKey: .modified)
    channel = try container.decodeIfPresent(Int.self, forKey: .channel)
    model = try container.decodeIfPresent(String.self, forKey: .model)
    options = try container.decodeIfPresent(String.self, forKey: .options)
  }

  /// The cells of a row of CSV with all columns; nil when they are no record.
  init?(cells: [String?]) {
    guard cells.count == CSVWriter.columns.count else { return nil }
    let known = Self.places.map { cells[$0] }
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

/// The whole rows of a file of records, with their places.
struct RowReader {
  static let chunk = 1 << 20

  private let descriptor: Int32
  private let format: RecordFormat

  /// `format` must grow by rows.
  init(descriptor: Int32, format: RecordFormat) {
    precondition(format.growsByRows)
    self.descriptor = descriptor
    self.format = format
  }

  /// Hands over every whole row without its line feed, and its place with it. Returns what stands behind the last one.
  ///
  /// Throws the errno of a reading that fails, and what `handler` throws.
  func read(_ handler: (ArraySlice<UInt8>, Range<Int>) throws -> Void) throws -> [UInt8] {
    var rest: [UInt8] = []
    // Of the rest, what is known to have no end of a row.
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

  /// Where the row's line feed stands: in CSV the first outside of quotes.
  private static func end(of bytes: ArraySlice<UInt8>, quotes: Bool, isQuoted: inout Bool) -> Int? {
    guard quotes else { return bytes.firstIndex(of: UInt8(ascii: "\n")) }
    for position in bytes.indices {
      if bytes[position] == UInt8(ascii: "\"") { isQuoted.toggle() }
      if bytes[position] == UInt8(ascii: "\n"), !isQuoted { return position }
    }
    return nil
  }

  /// At most `count` bytes from a place of the file; none at its end.
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
