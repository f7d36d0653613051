/// What the action units of people who show nothing read, and how that differs from person to person.
public struct NeutralReading: Equatable, Sendable {
  /// (17) in the order of `ActionUnit.allCases`.
  public let mean: [Float]
  public let spread: [Float]

  public init(mean: [Float], spread: [Float]) {
    self.mean = mean
    self.spread = spread
  }
}
