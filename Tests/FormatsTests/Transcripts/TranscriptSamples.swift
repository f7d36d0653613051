import Formats

/// A stretch as the tests write it: start, end, text, names.
struct Expected: Equatable, CustomStringConvertible {
  let start: Double
  let end: Double
  let text: String
  var names: [String] = []

  init(_ start: Double, _ end: Double, _ text: String, _ names: [String] = []) {
    (self.start, self.end, self.text, self.names) = (start, end, text, names)
  }

  var description: String { "\(start)–\(end) \(text) \(names)" }
}

enum TranscriptSamples {
  static func read(_ text: String, fileExtension: String = "") throws -> [Expected] {
    try read(Array(text.utf8), fileExtension: fileExtension)
  }

  static func read(_ bytes: [UInt8], fileExtension: String = "") throws -> [Expected] {
    try Transcript(bytes, fileExtension: fileExtension).stretches.map {
      Expected(($0.startSeconds * 1e6).rounded() / 1e6, ($0.endSeconds * 1e6).rounded() / 1e6, $0.text, $0.names)
    }
  }

  /// The text in UTF-16 with a byte order mark.
  static func utf16(_ text: String, littleEndian: Bool) -> [UInt8] {
    Array("\u{feff}\(text)".utf16).flatMap { unit in
      let bytes = [UInt8(unit & 0xff), UInt8(unit >> 8)]
      return littleEndian ? bytes : bytes.reversed()
    }
  }
}
