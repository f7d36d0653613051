import Formats
import Records

/// The reference page of the record, made from a template and the record's schema.
///
/// Lines of the template that are a mark are replaced by a table: `@keys ok` and `@keys error` by the keys of a record of
/// that status, `@warnings` by the warnings, `@kinds` by the kinds of errors.
public struct RecordReference {
  public let markdown: String

  /// - Parameter template: Markdown with marks.
  public init(template: String) {
    markdown = template.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      switch String(line) {
      case "@keys ok": Self.keys(status: "ok")
      case "@keys error": Self.keys(status: "error")
      case "@warnings":
        Self.table(["warning", "meaning"], RecordWarning.allCases.map { ["`\($0.rawValue)`", $0.meaning] })
      case "@kinds":
        Self.table(["kind", "meaning"], ClipFailure.Kind.allCases.map { ["`\($0.rawValue)`", $0.meaning] })
      default: String(line)
      }
    }.joined(separator: "\n")
  }

  private static func keys(status: String) -> String {
    guard case .array(let records)? = RecordSchema.document["oneOf"],
      let record = records.first(where: { $0.value(at: ["properties", "status", "const"]) == .string(status) })
    else { preconditionFailure("the schema has no record of status \(status)") }
    return table(["key", "value", "meaning"], rows(of: record, prefix: ""))
  }

  /// A row for each key of an object's schema, and below it those of what it holds.
  private static func rows(of schema: JSONValue, prefix: String) -> [[String]] {
    guard case .object(let properties)? = schema["properties"] else { return [] }
    return properties.flatMap { property in
      let key = prefix + property.key
      let row = ["`\(key)`", kind(of: property.value), text(property.value["description"])]
      return [row] + rows(of: property.value, prefix: key + ".")
        + (property.value["items"].map { rows(of: $0, prefix: key + "[].") } ?? [])
    }
  }

  /// The values that a schema allows, in words.
  private static func kind(of schema: JSONValue) -> String {
    if let const = schema["const"] { return "`\(text(const))`" }
    if case .array(let words)? = schema["enum"] { return words.map { "`\(text($0))`" }.joined(separator: " ") }
    if schema["$ref"] != nil { return "object" }
    if schema["anyOf"] != nil { return "object or `null`" }
    let limits =
      switch (schema["minimum"], schema["maximum"]) {
      case (let lower?, let upper?): ", \(text(lower)) to \(text(upper))"
      case (let lower?, nil): ", \(text(lower)) or more"
      default: ""
      }
    guard case .array(let types)? = schema["type"] else { return text(schema["type"]) + limits }
    return text(types.first) + limits + " or `null`"
  }

  private static func text(_ value: JSONValue?) -> String {
    switch value {
    case .string(let text)?: text
    case .null?: "null"
    case let value?: value.serialized()
    case nil: ""
    }
  }

  private static func table(_ titles: [String], _ rows: [[String]]) -> String {
    ([titles, titles.map { _ in "---" }] + rows).map { "| \($0.joined(separator: " | ")) |" }.joined(separator: "\n")
  }
}
