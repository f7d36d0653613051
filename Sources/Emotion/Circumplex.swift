/// Valence and arousal of the emotions, from −1 to 1: the mean pleasure and arousal ratings of the terms angry, happy,
/// sad, fearful, disgusted, surprised and relaxed (for calm) in Russell and Mehrabian, "Evidence for a three-factor
/// theory of emotions", Journal of Research in Personality 11 (1977); neutral is the origin.
public enum Circumplex {
  public struct Point: Equatable, Sendable {
    public let valence: Double
    public let arousal: Double
  }

  public static func coordinates(of label: EmotionLabel) -> Point {
    switch label {
    case .neutral: Point(valence: 0, arousal: 0)
    case .calm: Point(valence: 0.68, arousal: -0.46)
    case .happy: Point(valence: 0.81, arousal: 0.51)
    case .sad: Point(valence: -0.63, arousal: -0.27)
    case .angry: Point(valence: -0.51, arousal: 0.59)
    case .fearful: Point(valence: -0.64, arousal: 0.60)
    case .disgust: Point(valence: -0.60, arousal: 0.35)
    case .surprised: Point(valence: 0.40, arousal: 0.67)
    }
  }

  /// Returns the probability-weighted mean of the emotions' coordinates: derived from the label probabilities, not
  /// measured.
  public static func mean(of distribution: EmotionDistribution) -> Point {
    let weighted = EmotionLabel.allCases.map { (coordinates(of: $0), distribution[$0]) }
    return Point(
      valence: weighted.reduce(0) { $0 + $1.0.valence * $1.1 },
      arousal: weighted.reduce(0) { $0 + $1.0.arousal * $1.1 }
    )
  }
}
