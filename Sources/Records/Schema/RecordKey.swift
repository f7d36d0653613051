import Formats

/// One key of the record and, when an object stands behind it, that object's keys.
public struct RecordKey: Equatable, Sendable {
  public let name: String
  /// The keys below; empty for plain values and for lists.
  public let children: [RecordKey]

  /// The dotted names of the values at or below this key, such as `modalities.voice.weight`.
  public var leaves: [String] {
    children.isEmpty ? [name] : children.flatMap { child in child.leaves.map { "\(name).\($0)" } }
  }

  init(_ property: SchemaProperty, definitions: [String: JSONValue]) {
    name = property.name
    children = Self.properties(of: property.schema, definitions: definitions).map {
      RecordKey(SchemaProperty($0.key, $0.value), definitions: definitions)
    }
  }

  /// The properties of an object's schema, also where it is one of several or stands among the definitions.
  private static func properties(of schema: JSONValue, definitions: [String: JSONValue]) -> [JSONValue.Member] {
    if case .object(let members) = schema["properties"] { return members }
    if case .string(let reference) = schema["$ref"], let name = reference.split(separator: "/").last {
      return definitions[String(name)].map { properties(of: $0, definitions: definitions) } ?? []
    }
    if case .array(let choices) = schema["anyOf"] {
      return choices.lazy.map { properties(of: $0, definitions: definitions) }.first { !$0.isEmpty } ?? []
    }
    return []
  }
}
