import Emotion

/// What an example is labelled with, and among which labels it was chosen: that a corpus has no `calm` says nothing
/// about `calm`.
public struct EmotionTarget: Equatable, Sendable {
  public let label: EmotionLabel
  public let candidates: Set<EmotionLabel>

  public init(_ label: EmotionLabel, among candidates: Set<EmotionLabel> = Set(EmotionLabel.allCases)) {
    precondition(candidates.contains(label), "\(label) is not among its candidates")
    self.label = label
    self.candidates = candidates
  }
}
