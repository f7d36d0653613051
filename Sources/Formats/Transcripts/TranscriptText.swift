/// The lines of a text file, whatever its encoding and line ends.
struct TranscriptText {
  /// A line without its end, in UTF-8.
  struct Line {
    let bytes: ArraySlice<UInt8>
    /// From 1.
    let number: Int
  }

  /// The whole text in UTF-8, with LF line ends and no byte order mark.
  let bytes: [UInt8]
  let lines: [Line]

  /// Decodes UTF-8 or UTF-16 with a byte order mark, else UTF-8, else Latin-1. Binary data is of no known format.
  init(_ data: [UInt8]) throws(TranscriptError) {
    let decoded = try Self.decoded(data)
    if decoded.contains(0) { throw .unknownFormat }
    bytes = Self.withLineFeeds(decoded)
    var lines: [Line] = []
    var start = 0
    while start <= bytes.count {
      let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
      lines.append(Line(bytes: bytes[start..<end], number: lines.count + 1))
      start = end + 1
    }
    self.lines = lines
  }

  private static func decoded(_ data: [UInt8]) throws(TranscriptError) -> [UInt8] {
    if data.starts(with: [0xef, 0xbb, 0xbf]) { return valid(Array(data[3...])) }
    let isLittleEndian = data.starts(with: [0xff, 0xfe])
    guard isLittleEndian || data.starts(with: [0xfe, 0xff]) else { return valid(data) }
    // A last odd byte is half a character.
    let units = stride(from: 2, to: data.count - 1, by: 2).map { index in
      let (first, second) = (UInt16(data[index]), UInt16(data[index + 1]))
      return isLittleEndian ? second << 8 | first : first << 8 | second
    }
    return Array(String(decoding: units, as: UTF16.self).utf8)
  }

  private static func valid(_ data: [UInt8]) -> [UInt8] {
    if String(validating: data, as: UTF8.self) != nil { return data }
    var latin: [UInt8] = []
    latin.reserveCapacity(data.count + data.count / 8)
    for byte in data {
      if byte < 0x80 {
        latin.append(byte)
      } else {
        latin.append(0xc0 | byte >> 6)
        latin.append(0x80 | byte & 0x3f)
      }
    }
    return latin
  }

  private static func withLineFeeds(_ bytes: [UInt8]) -> [UInt8] {
    let (feed, carriage) = (UInt8(ascii: "\n"), UInt8(ascii: "\r"))
    guard bytes.contains(carriage) else { return bytes }
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    for (index, byte) in bytes.enumerated() {
      if byte != carriage {
        result.append(byte)
      } else if index + 1 == bytes.count || bytes[index + 1] != feed {
        result.append(feed)
      }
    }
    return result
  }
}

extension UInt8 {
  /// Whether it is a space, a tab or a line end.
  var isSpace: Bool { self == 0x20 || (0x09...0x0d).contains(self) }

  var isDigit: Bool { (48...57).contains(self) }

  var isLetter: Bool { (65...90).contains(self) || (97...122).contains(self) }
}

extension ArraySlice<UInt8> {
  var isBlank: Bool { allSatisfy(\.isSpace) }

  /// Without spaces at both ends.
  var trimmed: ArraySlice<UInt8> {
    guard let first = firstIndex(where: { !$0.isSpace }), let last = lastIndex(where: { !$0.isSpace }) else {
      return self[endIndex...]
    }
    return self[first...last]
  }

  var text: String { String(decoding: self, as: UTF8.self) }
}

extension String {
  /// The text as one line: every run of spaces and line ends is one space, none at the ends.
  var singleSpaced: String {
    String(decoding: Array(utf8.split(whereSeparator: \.isSpace).joined(separator: [0x20])), as: UTF8.self)
  }
}

/// Times as transcripts write them.
enum ClockTime {
  /// 115 days, so that a time in milliseconds or samples fits every integer.
  static let maxSeconds = 10_000_000.0

  /// Reads `[H:]M:S`, S with or without decimals after a point or a comma; nil if it is no such time. Only with hours
  /// are minutes below 60.
  static func seconds(_ text: ArraySlice<UInt8>) -> Double? {
    let parts = text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    guard (2...3).contains(parts.count), let last = parts.last, let rest = decimal(last), rest < 60 else { return nil }
    var whole = 0
    for part in parts.dropLast() {
      guard (1...8).contains(part.count), part.allSatisfy(\.isDigit), let number = Int(part.text) else { return nil }
      if part.startIndex != text.startIndex, number >= 60 { return nil }
      whole = whole * 60 + number
    }
    return checked(Double(whole * 60) + rest)
  }

  /// Reads digits with or without decimals after a point or a comma.
  static func decimal(_ text: ArraySlice<UInt8>) -> Double? {
    let parts = text.split(maxSplits: 1, omittingEmptySubsequences: false) {
      $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ",")
    }
    guard let whole = parts.first, !whole.isEmpty, parts.allSatisfy({ $0.allSatisfy(\.isDigit) }) else { return nil }
    return Double(parts.map(\.text).joined(separator: "."))
  }

  /// Returns the time if it is one of a clip: not negative, and within the maximum.
  static func checked(_ seconds: Double) -> Double? {
    (0...maxSeconds).contains(seconds) ? seconds : nil
  }
}
