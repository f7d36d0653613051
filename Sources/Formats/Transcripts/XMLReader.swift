/// A small, strict reader of XML 1.0, event by event: elements with their attributes, and text.
///
/// It refuses document type declarations, so there are no entities but the five predefined ones: nothing is expanded
/// beyond the file's own size, and nothing outside it is read. Foundation's parser would bring libxml2 and all of ICU,
/// which make the installed program more than three times as large.
struct XMLReader {
  enum Event: Equatable {
    case start(String, attributes: [String: String])
    case end(String)
    case text(String)
  }

  private static let maxDepth = 256
  private static let nameEnds = Array("=/<>\"'&".utf8)
  private static let characters = ["amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'"]

  private let bytes: [UInt8]
  private var index = 0
  private var open: [String] = []
  /// The end of an element without content.
  private var pendingEnd: String?
  private var hasRoot = false
  /// The line of the last event.
  private(set) var line = 1
  /// The bytes up to here are counted in `line`.
  private var countedUntil = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// Returns the next event; nil at the end of the document.
  mutating func next() throws(TranscriptError) -> Event? {
    if let name = pendingEnd {
      pendingEnd = nil
      return .end(name)
    }
    while index < bytes.count {
      countLines()
      if bytes[index] != UInt8(ascii: "<") {
        let end = bytes[index...].firstIndex(of: UInt8(ascii: "<")) ?? bytes.count
        let content = bytes[index..<end]
        index = end
        if !open.isEmpty { return .text(try decoded(content)) }
        if !content.isBlank { throw error("there is text outside of the document") }
      } else if skips("<?") {
        try skip(past: "?>")
      } else if skips("<!--") {
        try skip(past: "-->")
      } else if !open.isEmpty, skips("<![CDATA[") {
        return .text(try skip(past: "]]>").text)
      } else if skips("<!") {
        throw error("declarations are not read")
      } else if skips("</") {
        return try endTag()
      } else {
        index += 1
        return try startTag()
      }
    }
    countLines()
    if let name = open.last { throw error("<\(name)> is never closed") }
    if !hasRoot { throw error("there is no element in it") }
    return nil
  }

  /// Skips `word` if it comes next.
  private mutating func skips(_ word: String) -> Bool {
    guard bytes[index...].starts(with: word.utf8) else { return false }
    index += word.utf8.count
    return true
  }

  /// Skips all up to and including `word`, and returns what lies before it.
  @discardableResult
  private mutating func skip(past word: String) throws(TranscriptError) -> ArraySlice<UInt8> {
    let (start, word) = (index, Array(word.utf8))
    while index + word.count <= bytes.count {
      if bytes[index] == word[0], bytes[index...].starts(with: word) {
        defer { index += word.count }
        return bytes[start..<index]
      }
      index += 1
    }
    throw error("it ends too early")
  }

  private mutating func endTag() throws(TranscriptError) -> Event {
    let name = name()
    skipSpace()
    guard index < bytes.count, bytes[index] == UInt8(ascii: ">") else { throw error("</\(name) is not closed by >") }
    index += 1
    guard open.popLast() == name else { throw error("</\(name)> closes nothing") }
    return .end(name)
  }

  private mutating func startTag() throws(TranscriptError) -> Event {
    let name = name()
    if name.isEmpty { throw error("a name is missing after <") }
    if open.isEmpty, hasRoot { throw error("there is a second document, <\(name)>") }
    hasRoot = true
    var attributes: [String: String] = [:]
    while true {
      let hasSpace = skipSpace()
      guard index < bytes.count else { throw error("<\(name) is never closed") }
      if skips(">") {
        if open.count == Self.maxDepth { throw error("its elements are nested too deeply") }
        open.append(name)
        break
      }
      if skips("/>") {
        pendingEnd = name
        break
      }
      guard hasSpace else { throw error("<\(name) is malformed") }
      let (key, value) = try attribute(of: name)
      guard attributes.updateValue(value, forKey: key) == nil else { throw error("<\(name) has \(key) twice") }
    }
    return .start(name, attributes: attributes)
  }

  private mutating func attribute(of element: String) throws(TranscriptError) -> (String, String) {
    let key = name()
    skipSpace()
    guard !key.isEmpty, skips("=") else { throw error("<\(element) is malformed") }
    skipSpace()
    guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") || bytes[index] == UInt8(ascii: "'") else {
      throw error("\(key) of <\(element) has no value in quotes")
    }
    let quote = bytes[index]
    guard let end = bytes[(index + 1)...].firstIndex(of: quote) else { throw error("a quote is never closed") }
    let value = try decoded(bytes[(index + 1)..<end])
    index = end + 1
    return (key, value)
  }

  /// Reads a name; empty if there is none.
  private mutating func name() -> String {
    let start = index
    while index < bytes.count, !bytes[index].isSpace, !Self.nameEnds.contains(bytes[index]) { index += 1 }
    return bytes[start..<index].text
  }

  @discardableResult
  private mutating func skipSpace() -> Bool {
    let start = index
    while index < bytes.count, bytes[index].isSpace { index += 1 }
    return index > start
  }

  /// Resolves the references in a text.
  private func decoded(_ content: ArraySlice<UInt8>) throws(TranscriptError) -> String {
    guard content.contains(UInt8(ascii: "&")) else { return content.text }
    var result = ""
    for (number, part) in content.split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: false).enumerated() {
      if number == 0 {
        result += part.text
        continue
      }
      guard let end = part.firstIndex(of: UInt8(ascii: ";")) else { throw error("a reference lacks its ;") }
      let name = part[..<end].prefix(16).text
      guard let character = Self.characters[name] ?? CharacterReference.character(name) else {
        throw error("&\(name); is not known")
      }
      result += character + part[(end + 1)...].text
    }
    return result
  }

  private mutating func countLines() {
    line += bytes[countedUntil..<index].count { $0 == UInt8(ascii: "\n") }
    countedUntil = index
  }

  private func error(_ reason: String) -> TranscriptError {
    .xml(reason, line: line)
  }
}
