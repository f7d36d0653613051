import Formats

/// A property of an object's schema.
struct SchemaProperty {
  let name: String
  let schema: JSONValue
  let isRequired: Bool

  init(_ name: String, _ schema: JSONValue, isRequired: Bool = true) {
    self.name = name
    self.schema = schema
    self.isRequired = isRequired
  }

  static func object(_ description: String, _ properties: [SchemaProperty], nullable: Bool = false) -> JSONValue {
    [
      "description": .string(description),
      "type": nullable ? ["object", "null"] : "object",
      "properties": .object(properties.map { JSONValue.Member($0.name, $0.schema) }),
      "required": .array(properties.filter(\.isRequired).map { .string($0.name) }),
    ]
  }

  static func string(_ description: String, nullable: Bool = false, format: String? = nil) -> JSONValue {
    value("string", description, nullable, format.map { [JSONValue.Member("format", .string($0))] } ?? [])
  }

  static func boolean(_ description: String) -> JSONValue {
    value("boolean", description, false, [])
  }

  static func integer(_ description: String, from minimum: Int?, nullable: Bool = false) -> JSONValue {
    value("integer", description, nullable, minimum.map { [JSONValue.Member("minimum", .integer($0))] } ?? [])
  }

  static func number(
    _ description: String,
    from minimum: Int? = nil,
    to maximum: Int? = nil,
    nullable: Bool = false
  ) -> JSONValue {
    let limits = [("minimum", minimum), ("maximum", maximum)].compactMap { key, limit in
      limit.map { JSONValue.Member(key, .integer($0)) }
    }
    return value("number", description, nullable, limits)
  }

  /// One of a fixed set of strings.
  static func word(_ description: String, _ words: [String], nullable: Bool = false) -> JSONValue {
    let choices = words.map(JSONValue.string) + (nullable ? [.null] : [])
    return ["description": .string(description), "enum": .array(choices)]
  }

  static func list(_ description: String, of element: JSONValue, nullable: Bool = false) -> JSONValue {
    value("array", description, nullable, [JSONValue.Member("items", element)])
  }

  static func probabilities(_ description: String, nullable: Bool = false) -> JSONValue {
    let reference = JSONValue.string("#/$defs/probabilities")
    if nullable {
      return ["description": .string(description), "anyOf": [["$ref": reference], ["type": "null"]]]
    }
    return ["description": .string(description), "$ref": reference]
  }

  private static func value(
    _ type: String,
    _ description: String,
    _ nullable: Bool,
    _ rest: [JSONValue.Member]
  ) -> JSONValue {
    let types: JSONValue = nullable ? [.string(type), "null"] : .string(type)
    return .object([JSONValue.Member("description", .string(description)), JSONValue.Member("type", types)] + rest)
  }
}
