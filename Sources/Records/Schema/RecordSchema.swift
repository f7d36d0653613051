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
