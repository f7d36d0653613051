import Emotion

/// The emotion in a record: one of the labels, or `uncertain` if none is probable enough.
public enum EmotionVerdict: Hashable, Sendable {
  case label(EmotionLabel)
  case uncertain

  /// The label, unless the verdict is `uncertain`.
  public var label: EmotionLabel? {
    if case .label(let label) = self { label } else { nil }
  }
}

extension EmotionVerdict: RawRepresentable, CaseIterable, Codable {
  public init?(rawValue: String) {
    if rawValue == "uncertain" {
      self = .uncertain
    } else if let label = EmotionLabel(rawValue: rawValue) {
      self = .label(label)
    } else {
      return nil
    }
  }

  public var rawValue: String {
    label?.rawValue ?? "uncertain"
  }

  /// Every label in canonical order, then `uncertain`.
  public static var allCases: [EmotionVerdict] {
    EmotionLabel.allCases.map(EmotionVerdict.label) + [.uncertain]
  }
}

/// The probability of each emotion, 0…1, for all labels or those the run was restricted to.
public struct Probabilities: Equatable, Sendable {
  private var values: [EmotionLabel: Double]

  public init(_ values: [EmotionLabel: Double]) {
    self.values = values
  }

  /// One probability for every label, in canonical order.
  ///
  /// `values` must have as many elements as there are labels.
  public init(canonical values: some Collection<some BinaryFloatingPoint>) {
    precondition(values.count == EmotionLabel.allCases.count, "each label needs a probability")
    self.values = Dictionary(uniqueKeysWithValues: zip(EmotionLabel.allCases, values.map { Double($0) }))
  }

  /// The probability of a label; `nil` if the run excluded it.
  public subscript(label: EmotionLabel) -> Double? {
    get { values[label] }
    set { values[label] = newValue }
  }

  /// The labels that have a probability, in canonical order.
  public var labels: [EmotionLabel] {
    EmotionLabel.allCases.filter { values[$0] != nil }
  }

  /// Labels and probabilities, most probable first; ties in canonical order.
  public var ranked: [(label: EmotionLabel, probability: Double)] {
    labels.map { ($0, values[$0]!) }.sorted { $0.1 > $1.1 }
  }
}

extension Probabilities: Codable {
  /// Encodes the labels in canonical order, each probability to four decimals.
  public func encode(to encoder: any Encoder) throws {
    try encoder.encode(values, in: EmotionLabel.allCases)
  }

  /// Decodes the labels present; other keys are ignored.
  public init(from decoder: any Decoder) throws {
    values = try decoder.numbers(of: EmotionLabel.allCases)
  }
}
