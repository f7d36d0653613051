/// A JSON document whose objects keep their keys in insertion order.
///
/// Foundation's encoder does not keep the order of keys; a record's keys have a fixed order, for speakers and scripts.
public enum JSONValue: Equatable, Sendable {
  case null
  case bool(Bool)
  case integer(Int)
  /// A finite number; other numbers are written as `null`.
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([Member])

  /// A key of an object and its value.
  public struct Member: Equatable, Sendable {
    public var key: String
    public var value: JSONValue

    public init(_ key: String, _ value: JSONValue) {
      self.key = key
      self.value = value
    }
  }
}

extension JSONValue {
  /// The value for `key`, or `nil` if this is not an object or has no such key.
  public subscript(key: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.key == key }?.value
  }

  /// Returns the value reached by following `keys` through nested objects, or `nil` if one is missing.
  public func value(at keys: some Sequence<String>) -> JSONValue? {
    var current = self
    for key in keys {
      guard let next = current[key] else { return nil }
      current = next
    }
    return current
  }

  /// Whether this is neither an array nor an object.
  public var isScalar: Bool {
    switch self {
    case .array, .object: false
    case .null, .bool, .integer, .number, .string: true
    }
  }
}

extension JSONValue: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByFloatLiteral, ExpressibleByStringLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  public init(nilLiteral: ()) { self = .null }
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  public init(integerLiteral value: Int) { self = .integer(value) }
  public init(floatLiteral value: Double) { self = .number(value) }
  public init(stringLiteral value: String) { self = .string(value) }
  public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }

  /// An object with the keys in the order of the literal.
  public init(dictionaryLiteral elements: (String, JSONValue)...) {
    self = .object(elements.map { Member($0.0, $0.1) })
  }
}

extension JSONValue {
  /// Returns the document as text: on one line without spaces, or if `pretty` indented by two spaces per level.
  ///
  /// Quotes, backslashes and control characters (including DEL and U+0080–U+009F, which terminals interpret) are
  /// escaped; slashes are not. Numbers have the fewest digits that read back as the same value.
  public func serialized(pretty: Bool = false) -> String {
    String(decoding: utf8(pretty: pretty), as: UTF8.self)
  }

  /// Returns the bytes of `serialized(pretty:)`.
  public func utf8(pretty: Bool = false) -> [UInt8] {
    var writer = JSONTextWriter(pretty: pretty)
    writer.write(self, depth: 0)
    return writer.bytes
  }
}

/// Builds the text of one document.
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

/// Returns the shortest text that reads back as `value`, without an exponent where speakers expect none: 0.05, 0.00001,
/// 3.
///
/// Values from 10²¹ and below 10⁻⁷ keep the exponent, as in JavaScript. `value` must be finite.
public func decimalText(of value: Double) -> String {
  if value == value.rounded(), abs(value) < 9e15 { return String(Int(value)) }
  let text = value.description
  guard let marker = text.firstIndex(of: "e"), let exponent = Int(text[text.index(after: marker)...]) else {
    return text
  }
  let sign = value < 0 ? "-" : ""
  let mantissa = text[..<marker].drop { $0 == "-" }
  let whole = mantissa.prefix { $0 != "." }
  let fraction = mantissa.dropFirst(whole.count + 1)
  let digits = whole + (fraction == "0" ? "" : fraction)
  switch exponent {
  case -7..<0:
    return sign + "0." + String(repeating: "0", count: -exponent - 1) + digits
  case 0..<21 where digits.count <= exponent + 1:
    return sign + digits + String(repeating: "0", count: exponent + 1 - digits.count)
  default:
    return sign + whole + (digits.count > 1 ? "." + digits.dropFirst() : "") + "e" + String(exponent)
  }
}

extension Double {
  /// Returns this value rounded to at most `places` decimals (0…9), never negative zero.
  public func rounded(places: Int) -> Double {
    var scale = 1.0
    for _ in 0..<places { scale *= 10 }
    let scaled = (self * scale).rounded()
    return scaled.isFinite ? scaled / scale + 0 : self
  }
}
