/// Reads Praat's TextGrids in text form, long or short.
///
/// Praat takes from such a file only its free-standing numbers, its quoted texts and its flags in angle brackets, in
/// their order; all else (`xmin =`, `intervals [1]:`) is for people. So both forms are the same. Point tiers have no
/// duration, and an interval without text is silence: neither gives a stretch.
enum TextGridReader {
  /// Whether these first lines are of a TextGrid, readable or not.
  static func isTextGrid(_ lines: [ArraySlice<UInt8>]) -> Bool {
    let texts = lines.map(\.text)
    guard let first = texts.first else { return false }
    if first.contains("ooTextFile") { return texts.dropFirst().contains { $0.contains("TextGrid") } }
    return first.contains("Praat chronological TextGrid")
  }

  static func stretches(in text: TranscriptText) throws(TranscriptError) -> [Transcript.Stretch] {
    var tokens = TextGridTokens(text.bytes)
    guard try tokens.text("the kind of file").hasPrefix("ooTextFile") else { throw .otherTextGrid }
    guard try tokens.text("the class").hasPrefix("TextGrid") else { throw .otherTextGrid }
    _ = try tokens.number("the start of the TextGrid")
    _ = try tokens.number("the end of the TextGrid")
    guard try tokens.flag() == "exists" else { return [] }
    var stretches: [Transcript.Stretch] = []
    for _ in 0..<(try tokens.count("the number of tiers")) {
      let kind = try tokens.text("the class of a tier")
      let name = try tokens.text("the name of a tier").singleSpaced
      _ = try tokens.number("the start of a tier")
      _ = try tokens.number("the end of a tier")
      let count = try tokens.count("the number of intervals")
      switch kind {
      case "IntervalTier":
        for _ in 0..<count { if let stretch = try tokens.stretch(tier: name) { stretches.append(stretch) } }
      case "TextTier":
        for _ in 0..<count {
          _ = try tokens.number("the time of a point")
          _ = try tokens.text("the text of a point")
        }
      default: throw .expected("an IntervalTier or a TextTier", line: tokens.line)
      }
    }
    return stretches
  }
}

/// The numbers, texts and flags of a TextGrid.
private struct TextGridTokens {
  private enum Token {
    case number(Double)
    case text(String)
    case flag(String)
  }

  private let bytes: [UInt8]
  private var index = 0
  private var nextLine = 1
  /// The line of the last token.
  private(set) var line = 1

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  mutating func text(_ what: String) throws(TranscriptError) -> String {
    guard case .text(let text) = try next(what) else { throw .expected(what, line: line) }
    return text
  }

  mutating func number(_ what: String) throws(TranscriptError) -> Double {
    guard case .number(let number) = try next(what) else { throw .expected(what, line: line) }
    return number
  }

  mutating func flag() throws(TranscriptError) -> String {
    guard case .flag(let flag) = try next("the flag <exists>") else { throw .expected("<exists>", line: line) }
    return flag
  }

  mutating func count(_ what: String) throws(TranscriptError) -> Int {
    let number = try number(what)
    guard let count = Int(exactly: number), count >= 0 else { throw .expected(what, line: line) }
    return count
  }

  /// Reads an interval; nil if it has no text.
  mutating func stretch(tier: String) throws(TranscriptError) -> Transcript.Stretch? {
    let start = try time("the start of an interval")
    let end = try time("the end of an interval")
    if end < start { throw .endBeforeStart(line: line) }
    let text = try text("the text of an interval").singleSpaced
    return text.isEmpty ? nil : Transcript.Stretch(startSeconds: start, endSeconds: end, text: text, names: [tier])
  }

  private mutating func time(_ what: String) throws(TranscriptError) -> Double {
    let number = try number(what)
    guard let time = ClockTime.checked(number) else { throw .badTime("\(number)", line: line) }
    return time
  }

  private mutating func next(_ what: String) throws(TranscriptError) -> Token {
    while let first = skipSpace() {
      line = nextLine
      switch first {
      case UInt8(ascii: "\""): return .text(try quoted())
      case UInt8(ascii: "!"): while index < bytes.count, bytes[index] != UInt8(ascii: "\n") { index += 1 }
      default:
        let start = index
        while index < bytes.count, !bytes[index].isSpace { index += 1 }
        let word = bytes[start..<index].text
        if first == UInt8(ascii: "<"), word.hasSuffix(">") { return .flag(String(word.dropFirst().dropLast())) }
        if first.isDigit || first == UInt8(ascii: "-") || first == UInt8(ascii: "+"), let number = Double(word) {
          return .number(number)
        }
      }
    }
    throw .expected(what, line: nextLine)
  }

  /// Skips spaces and line ends, and returns the next byte; nil at the end.
  private mutating func skipSpace() -> UInt8? {
    while index < bytes.count, bytes[index].isSpace {
      if bytes[index] == UInt8(ascii: "\n") { nextLine += 1 }
      index += 1
    }
    return index < bytes.count ? bytes[index] : nil
  }

  /// Reads a text in quotes; a doubled quote stands for one.
  private mutating func quoted() throws(TranscriptError) -> String {
    let quote = UInt8(ascii: "\"")
    var text: [UInt8] = []
    index += 1
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      if byte == quote {
        guard index < bytes.count, bytes[index] == quote else { return text[...].text }
        index += 1
      } else if byte == UInt8(ascii: "\n") {
        nextLine += 1
      }
      text.append(byte)
    }
    throw .openQuote(line: line)
  }
}
