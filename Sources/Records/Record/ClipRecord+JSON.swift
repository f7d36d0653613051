extension ClipRecord {
  /// The record as JSON, its keys in order.
  ///
  /// It never fails: a record that holds a number it must not hold is written as `writable` makes it.
  public var json: JSONValue {
    if let json = try? JSONValue.encoding(self) { return json }
    return (try? JSONValue.encoding(writable)) ?? .null
  }

  /// This record, or an `internal` failure of the same clip when a number that every record has is not finite.
  public var writable: ClipRecord {
    do {
      _ = try JSONValue.encoding(self)
      return self
    } catch {
      var record = self
      record.outcome = .failed(ClipFailure(.internal, Self.fault(behind: error)))
      return record
    }
  }

  private static func fault(behind error: any Error) -> String {
    guard case EncodingError.invalidValue(_, let context) = error else { return "the result cannot be written" }
    let key = context.codingPath.map(\.stringValue).joined(separator: ".")
    return "the result has no finite \(key)"
  }
}
