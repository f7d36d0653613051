import Formats

/// Validates a document against a JSON Schema, supporting the keywords that the record's schema uses.
public struct SchemaChecker: Sendable {
  public let root: JSONValue

  public init(root: JSONValue) {
    self.root = root
  }

  static let keywords: Set<String> = [
    "$schema", "title", "description", "$defs", "$ref", "oneOf", "anyOf", "type", "properties", "required", "const",
    "enum", "minimum", "maximum", "items", "format",
  ]

  /// Returns the violations in `value`; empty if it is valid.
  public func faults(of value: JSONValue, at place: String = "record") -> [String] {
    faults(of: value, against: root, at: place)
  }

  private func faults(of value: JSONValue, against schema: JSONValue, at place: String) -> [String] {
    guard case .object(let members) = schema else { return ["\(place): the schema is not an object"] }
    return members.flatMap { faults(of: value, keyword: $0.key, $0.value, at: place) }
  }

  private func faults(of value: JSONValue, keyword: String, _ rule: JSONValue, at place: String) -> [String] {
    func check(_ holds: Bool) -> [String] {
      holds ? [] : ["\(place): \(value.serialized()) breaks \(keyword) \(rule.serialized())"]
    }
    switch (keyword, rule) {
    case ("$ref", .string(let reference)):
      let keys = reference.split(separator: "/").dropFirst().map(String.init)
      guard let target = root.value(at: keys) else { return ["\(place): no \(reference)"] }
      return faults(of: value, against: target, at: place)
    case ("oneOf", .array(let choices)):
      let results = choices.map { faults(of: value, against: $0, at: place) }
      return results.count(where: \.isEmpty) == 1 ? [] : ["\(place): not one of"] + results.joined()
    case ("anyOf", .array(let choices)):
      let results = choices.map { faults(of: value, against: $0, at: place) }
      return results.contains(where: \.isEmpty) ? [] : Array(results.joined())
    case ("type", .array(let types)): return check(types.contains { value.isOf(type: $0) })
    case ("type", _): return check(value.isOf(type: rule))
    case ("const", _): return check(value == rule)
    case ("enum", .array(let choices)): return check(choices.contains(value))
    case ("minimum", _): return check(value.amount.map { $0 >= rule.amount! } ?? true)
    case ("maximum", _): return check(value.amount.map { $0 <= rule.amount! } ?? true)
    case ("required", .array(let keys)):
      guard case .object(let members) = value else { return [] }
      return check(keys.allSatisfy { key in members.contains { .string($0.key) == key } })
    case ("properties", .object(let properties)):
      return properties.flatMap { property in
        value[property.key].map { faults(of: $0, against: property.value, at: "\(place).\(property.key)") } ?? []
      }
    case ("items", _):
      guard case .array(let elements) = value else { return [] }
      return elements.enumerated().flatMap { faults(of: $1, against: rule, at: "\(place)[\($0)]") }
    default:
      return Self.keywords.contains(keyword) ? [] : ["\(place): unknown keyword \(keyword)"]
    }
  }
}

extension JSONValue {
  fileprivate var amount: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }

  fileprivate func isOf(type: JSONValue) -> Bool {
    switch (self, type) {
    case (.null, "null"), (.bool, "boolean"), (.integer, "integer"), (.integer, "number"), (.number, "number"),
      (.string, "string"), (.array, "array"), (.object, "object"):
      true
    default: false
    }
  }
}
