import Formats
import TestSupport
import Testing

/// Checks of records written by the program.
enum RecordChecks {
  /// A checker with the schema that the program prints.
  static let checker: SchemaChecker? = {
    guard let result = try? Program.run("schema"), let schema = try? JSONValue(parsing: result.output) else {
      return nil
    }
    return SchemaChecker(root: schema)
  }()

  /// The keys of a successful record, in the contract's order.
  static let keys = [
    "schema", "path", "bytes", "modified", "status", "channel", "speaker", "baseline", "emotion", "confidence",
    "probabilities", "valence", "arousal", "agreement", "duration_s", "modalities", "alignment", "segments",
    "time_share", "judged_s", "faces", "warnings", "model", "timing", "options",
  ]

  /// Checks a record against the schema and the contract, and returns it.
  @discardableResult
  static func check(_ line: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> JSONValue {
    let record = try JSONValue(parsing: line)
    let checker = try #require(checker, sourceLocation: sourceLocation)
    #expect(checker.faults(of: record) == [], sourceLocation: sourceLocation)
    let spelling = line.lowercased()
    for word in [":nan", ":-nan", ":inf", ":-inf"] { #expect(!spelling.contains(word), sourceLocation: sourceLocation) }
    guard record["status"] == "ok" else { return record }
    let probabilities = labelled(record["probabilities"])
    #expect(abs(probabilities.values.reduce(0, +) - 1) < 0.001, sourceLocation: sourceLocation)
    #expect(record["confidence"]?.number == probabilities.values.max(), sourceLocation: sourceLocation)
    if record["emotion"] != "uncertain", let label = record["emotion"]?.text {
      #expect(probabilities[label] == record["confidence"]?.number, sourceLocation: sourceLocation)
    }
    return record
  }

  static func labelled(_ value: JSONValue?) -> [String: Double] {
    Dictionary(uniqueKeysWithValues: (value?.keys ?? []).map { ($0, value![$0]!.number ?? .nan) })
  }

  /// Returns whether two records are equal except for `timing`.
  static func areEqual(_ first: JSONValue, _ second: JSONValue) -> Bool {
    first.without("timing") == second.without("timing")
  }
}

extension Program.Result {
  /// Returns the JSON Lines records on standard output, after checking each.
  func records(sourceLocation: SourceLocation = #_sourceLocation) throws -> [JSONValue] {
    try lines.map { try RecordChecks.check($0, sourceLocation: sourceLocation) }
  }
}

extension JSONValue {
  /// `ok`, or the kind of failure.
  var outcome: String? {
    self["status"] == "ok" ? "ok" : value(at: ["error", "kind"])?.text
  }
}
