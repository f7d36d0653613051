import Formats
import Foundation

extension JSONValue {
  /// Parses a document; an object's keys are in no particular order. Throws `DecodingError`.
  public init(parsing bytes: some Sequence<UInt8>) throws {
    self = try JSONDecoder().decode(AnyJSON.self, from: Data(bytes)).value
  }

  public init(parsing text: String) throws {
    try self.init(parsing: text.utf8)
  }

  public var text: String? {
    if case .string(let text) = self { text } else { nil }
  }

  public var number: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }

  /// The elements of an array; empty for other values.
  public var elements: [JSONValue] {
    if case .array(let elements) = self { elements } else { [] }
  }

  /// The keys of an object; empty for other values.
  public var keys: [String] {
    if case .object(let members) = self { members.map(\.key) } else { [] }
  }

  /// Returns the object without these keys, sorted by key.
  public func without(_ keys: String...) -> JSONValue {
    guard case .object(let members) = self else { return self }
    return .object(members.filter { !keys.contains($0.key) }.sorted { $0.key < $1.key })
  }
}

/// Decodes any document by trying each type.
private struct AnyJSON: Decodable {
  let value: JSONValue

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      value = .null
    } else if let bool = try? container.decode(Bool.self) {
      value = .bool(bool)
    } else if let integer = try? container.decode(Int.self) {
      value = .integer(integer)
    } else if let number = try? container.decode(Double.self) {
      value = .number(number)
    } else if let string = try? container.decode(String.self) {
      value = .string(string)
    } else if let elements = try? container.decode([AnyJSON].self) {
      value = .array(elements.map(\.value))
    } else {
      let members = try container.decode([String: AnyJSON].self)
      value = .object(members.sorted { $0.key < $1.key }.map { JSONValue.Member($0.key, $0.value.value) })
    }
  }
}
