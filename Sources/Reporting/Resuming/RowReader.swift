import Glibc

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
