/// A label, or `uncertain`, as the key of a number.
struct LabelKey: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }

  init(_ label: some RawRepresentable<String>) { stringValue = label.rawValue }
  init?(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}

extension Encoder {
  /// Encodes the labels that have a number, in the order of `labels`, each number to four decimals.
  func encode<Label: RawRepresentable<String> & Hashable>(_ numbers: [Label: Double], in labels: [Label]) throws {
    var container = container(keyedBy: LabelKey.self)
    for label in labels {
      guard let number = numbers[label] else { continue }
      try container.encode(number, places: 4, forKey: LabelKey(label))
    }
  }
}

extension Decoder {
  /// Decodes the numbers of those of `labels` that are present; other keys are ignored.
  func numbers<Label: RawRepresentable<String> & Hashable>(of labels: [Label]) throws -> [Label: Double] {
    let container = try container(keyedBy: LabelKey.self)
    var numbers: [Label: Double] = [:]
    for label in labels { numbers[label] = try container.decodeIfPresent(Double.self, forKey: LabelKey(label)) }
    return numbers
  }
}
