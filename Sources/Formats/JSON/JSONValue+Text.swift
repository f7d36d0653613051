extension JSONValue {
  /// The document as text: on one line without spaces, or with `pretty` indented by two spaces a level.
  ///
  /// Slashes stay as they are; quotes, backslashes and control characters (also DEL and U+0080–U+009F, which a
  /// terminal would obey) are escaped. Numbers are the shortest that read back as the same value.
  public func serialized(pretty: Bool = false) -> String {
    String(decoding: utf8(pretty: pretty), as: UTF8.self)
  }

  /// The bytes of `serialized(pretty:)`.
  public func utf8(pretty: Bool = false) -> [UInt8] {
    var writer = JSONTextWriter(pretty: pretty)
    writer.write(self, depth: 0)
    return writer.bytes
  }
}

/// Collects the text of one document.
private struct JSONTextWriter {
  let pretty: Bool
  var bytes: [UInt8] = []

  mutating func write(_ value: JSONValue, depth: Int) {
    switch value {
    case .null: append("null")
    case .bool(let value): append(value ? "true" : "false")
    case .integer(let value): append(String(value))
    case .number(let value): append(value.isFinite ? decimalText(of: value) : "null")
    case .string(let value): write(value)
    case .array(let elements):
      let inline = elements.allSatisfy(\.isScalar)
      write(elements, between: ("[", "]"), inline: inline, depth: depth) { $0.write($1, depth: depth + 1) }
    case .object(let members):
      write(members, between: ("{", "}"), inline: members.isEmpty, depth: depth) { writer, member in
        writer.write(member.key)
        writer.append(writer.pretty ? ": " : ":")
        writer.write(member.value, depth: depth + 1)
      }
    }
  }

  private mutating func write<Element>(
    _ elements: [Element],
    between brackets: (String, String),
    inline: Bool,
    depth: Int,
    each: (inout JSONTextWriter, Element) -> Void
  ) {
    append(brackets.0)
    for (index, element) in elements.enumerated() {
      if index > 0 { append(pretty && inline ? ", " : ",") }
      if !inline { breakLine(depth: depth + 1) }
      each(&self, element)
    }
    if !inline { breakLine(depth: depth) }
    append(brackets.1)
  }

  private mutating func breakLine(depth: Int) {
    guard pretty else { return }
    append("\n")
    append(String(repeating: "  ", count: depth))
  }

  private mutating func append(_ text: String) {
    bytes.append(contentsOf: text.utf8)
  }

  private mutating func write(_ string: String) {
    append("\"")
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": append("\\\"")
      case "\\": append("\\\\")
      case "\n": append("\\n")
      case "\r": append("\\r")
      case "\t": append("\\t")
      case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}":
        let digits = String(scalar.value, radix: 16)
        append("\\u" + String(repeating: "0", count: 4 - digits.count) + digits)
      default: bytes.append(contentsOf: UTF8.encode(scalar)!)
      }
    }
    append("\"")
  }
}
