import Formats

/// The JSON Schema (draft 2020-12) of a record, and the list of a record's keys.
///
/// Both come from the same properties, so that the schema, the columns and `--fields` agree.
public enum RecordSchema {
  /// The schema. A record is either an analysis or a failure. Unknown keys are allowed, since later versions may add
  /// some.
  public static let document: JSONValue = [
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": .string(ClipRecord.schema),
    "description": "The emocli record of one clip; readers must ignore unknown keys.",
    "oneOf": [
      SchemaProperty.object(
        "An analysed clip.",
        clip(status: "ok") + analysis
      ),
      SchemaProperty.object(
        "A clip that could not be analysed.",
        clip(status: "error") + failure
      ),
    ],
    "$defs": ["probabilities": probabilities],
  ]

  /// Every key a record can have, in the record's order, with a failure's keys before an analysis'.
  public static let keys: [RecordKey] =
    (clip(status: "ok") + failure + analysis).map { RecordKey($0, definitions: ["probabilities": probabilities]) }

  /// The keys of a row that describes one segment: first those of the clip, then the segment's own.
  public static let segmentRow: (clip: [RecordKey], segment: [RecordKey]) = (
    ["path", "path_base64", "channel", "speaker", "status", "error"].compactMap { name in
      keys.first { $0.name == name }
    },
    segment.map { RecordKey($0, definitions: ["probabilities": probabilities]) }
  )
}

/// A key of the record and, if its value is an object, that object's keys.
public struct RecordKey: Equatable, Sendable {
  public let name: String
  /// The keys of the object; empty for plain values and lists.
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

  /// Returns the properties of an object's schema, also if it is one of several alternatives or a reference to a
  /// definition.
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

  /// The properties of every record.
  static func clip(status: String) -> [SchemaProperty] {
    [
      Property(
        "schema",
        ["description": "Name and version of the record's format.", "const": .string(ClipRecord.schema)]
      ),
      Property(
        "path",
        Property.string("Path of the clip as given by the user, with U+FFFD for bytes that are not UTF-8.")
      ),
      Property(
        "path_base64",
        Property.string("Bytes of the path in base64; present only if the path is not UTF-8."),
        isRequired: false
      ),
      Property("bytes", Property.integer("Size of the file in bytes; null if unknown.", from: 0, nullable: true)),
      Property(
        "modified",
        Property.string("Modification time of the file in UTC; null if unknown.", nullable: true, format: "date-time")
      ),
      Property(
        "status",
        ["description": "Whether the clip was analysed (ok) or failed (error).", "const": .string(status)]
      ),
    ]
  }

  /// The additional properties of a failed clip's record.
  static let failure: [SchemaProperty] = [
    Property(
      "error",
      Property.object(
        "Why the clip could not be analysed.",
        [
          Property("kind", Property.word("Kind of failure.", ClipFailure.Kind.allCases.map(\.rawValue))),
          Property("message", Property.string("Human-readable description of the failure.")),
        ]
      )
    )
  ]
}
