/// The emotions that the recognizer distinguishes, in the order of the networks' outputs and of the record.
public enum EmotionLabel: String, CaseIterable, Codable, Sendable {
  case neutral
  case calm
  case happy
  case sad
  case angry
  case fearful
  case disgust
  case surprised
}

extension EmotionLabel {
  /// The label's index in the networks' outputs.
  public var index: Int {
    Self.allCases.firstIndex(of: self)!
  }
}
