import Emotion

/// The emotion a record names: one of the labels, or `uncertain` when none is probable enough.
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
