/// Builds HTML from plain text.
public enum HTMLText {
  public static func escaped(_ text: String) -> String {
    var result = ""
    for character in DisplayText.escaped(text) {
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      default: result.append(character)
      }
    }
    return result
  }

  /// Returns a table of plain-text cells whose first row is the header.
  public static func table(_ rows: [[String]]) -> String {
    let lines = rows.enumerated().map { number, cells in
      let tag = number == 0 ? "th" : "td"
      return "<tr>" + cells.map { "<\(tag)>\(escaped($0))</\(tag)>" }.joined() + "</tr>"
    }
    return "<table>\n\(lines.joined(separator: "\n"))\n</table>\n"
  }

  /// Returns a table of two columns, the first of which holds headers.
  public static func table(_ facts: [(name: String, value: String)]) -> String {
    let lines = facts.map { "<tr><th>\(escaped($0.name))</th><td>\(escaped($0.value))</td></tr>" }
    return "<table>\n\(lines.joined(separator: "\n"))\n</table>\n"
  }
}
