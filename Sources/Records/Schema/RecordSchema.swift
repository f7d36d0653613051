import Formats

/// The JSON Schema (draft 2020-12) of a record, and the list of a record's keys.
///
/// Both come from the same properties, so that schema, columns and `--fields` cannot fall apart.
public enum RecordSchema {
  /// The schema: a record is either an analysis or a failure. Keys it does not name are allowed, since new keys are
  /// only added.
  public static let document: JSONValue = [
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": .string(ClipRecord.schema),
    "description": "What emocli says about one clip; readers pass over keys that they do not know.",
    "oneOf": [
      SchemaProperty.object(
        "A clip that was analysed.",
        clip(status: "ok") + analysis
      ),
      SchemaProperty.object(
        "A clip that could not be analysed.",
        clip(status: "error") + failure
      ),
    ],
    "$defs": ["probabilities": probabilities],
  ]

  /// Every key a record can have, in the order of the record, those of a failure before those of an analysis.
  public static let keys: [RecordKey] =
    (clip(status: "ok") + failure + analysis).map { RecordKey($0, definitions: ["probabilities": probabilities]) }
}

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

extension RecordSchema {
  private typealias Property = SchemaProperty

  /// What every record says about its clip.
  static func clip(status: String) -> [SchemaProperty] {
    [
      Property(
        "schema",
        ["description": "Name and version of this format.", "const": .string(ClipRecord.schema)]
      ),
      Property(
        "path",
        Property.string("The clip's path as the user gave it; bytes that are no UTF-8 are U+FFFD here.")
      ),
      Property(
        "path_base64",
        Property.string("The bytes of a path that is no UTF-8, in base64; only then is the key there."),
        isRequired: false
      ),
      Property("bytes", Property.integer("The file's size in bytes.", from: 0, nullable: true)),
      Property(
        "modified",
        Property.string("When the file was last changed, in UTC.", nullable: true, format: "date-time")
      ),
      Property("status", ["description": "Whether the clip was analysed.", "const": .string(status)]),
    ]
  }

  /// What the record of a clip that failed says besides.
  static let failure: [SchemaProperty] = [
    Property(
      "error",
      Property.object(
        "Why there is no analysis.",
        [
          Property("kind", Property.word("The kind of failure.", ClipFailure.Kind.allCases.map(\.rawValue))),
          Property("message", Property.string("The failure in words, for a person.")),
        ]
      )
    )
  ]
}
