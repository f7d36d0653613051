/// Prepares text for one line of a terminal.
enum DisplayText {
  /// Escapes everything that a terminal would interpret or that would break the line: control characters, line and
  /// paragraph separators, and bidirectional formatting characters.
  static func escaped(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: mustBeEscaped) else { return text }
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case _ where mustBeEscaped(scalar): result += "\\u{\(String(scalar.value, radix: 16))}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// Returns the approximate number of terminal columns: wide East Asian characters and emoji take two.
  static func width(of text: String) -> Int {
    text.reduce(0) { $0 + width(of: $1) }
  }

  /// Pads the text with spaces to `width` columns; longer text is unchanged.
  static func padded(_ text: String, to width: Int, onTheLeft: Bool = false) -> String {
    let space = String(repeating: " ", count: max(0, width - self.width(of: text)))
    return onTheLeft ? space + text : text + space
  }

  /// Shortens the text to at most `width` columns by omitting its start: the end of a path is more useful. What is left
  /// begins with a slash unless that would waste half of the width: `…/long/name.mp4`.
  static func shortened(_ text: String, to width: Int) -> String {
    guard self.width(of: text) > width, width > 0 else { return text }
    let tail = suffix(of: text, width: width - 1)
    let below = tail.firstIndex(of: "/").map { String(tail[$0...]) }
    return "…" + (below.flatMap { self.width(of: $0) * 2 >= width ? $0 : nil } ?? tail)
  }

  private static func prefix(of text: String, width: Int) -> String {
    var rest = width
    return String(
      text.prefix { character in
        rest -= self.width(of: character)
        return rest >= 0
      }
    )
  }

  private static func suffix(of text: String, width: Int) -> String {
    String(prefix(of: String(text.reversed()), width: width).reversed())
  }

  private static func mustBeEscaped(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0x2028...0x202E, 0x2066...0x2069, 0x200E, 0x200F, 0x61C, 0xFEFF: true
    default: false
    }
  }

  private static func width(of character: Character) -> Int {
    character.unicodeScalars.reduce(0) { max($0, width(of: $1)) }
  }

  private static func width(of scalar: Unicode.Scalar) -> Int {
    switch scalar.value {
    case 0x20..<0x7F: return 1
    case 0x200B...0x200D, 0xFE00...0xFE0F: return 0
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
      0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6,
      0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1FAFF, 0x20000...0x3FFFD:
      return 2
    default:
      let isMark = [.nonspacingMark, .enclosingMark].contains(scalar.properties.generalCategory)
      return isMark ? 0 : 1
    }
  }
}
