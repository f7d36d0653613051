/// Collects what each window of a clip says and joins it: the quality-weighted mean of the windows' log-probabilities,
/// then calibrated by a temperature.
public struct WindowVotes {
  private var weighted = [Double](repeating: 0, count: EmotionLabel.allCases.count)
  private var totalWeight = 0.0

  public init() {}

  /// Adds one window's logits with its quality, 0 or more. A window of quality 0 has no say.
  public mutating func add(logits: [Double], quality: Double) {
    guard quality > 0 else { return }
    let logarithms = logProbabilities(logits)
    for index in weighted.indices { weighted[index] += quality * logarithms[index] }
    totalWeight += quality
  }

  /// The clip's distribution, or nil when no window had any quality.
  public func distribution(temperature: Double) -> EmotionDistribution? {
    guard totalWeight > 0 else { return nil }
    return EmotionDistribution(logits: weighted.map { $0 / totalWeight }, temperature: temperature)
  }
}
