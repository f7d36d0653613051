/// The 1€ filter (Casiez, Roussel and Vogel 2012) on values that have nothing to do with one another.
public struct OneEuroValues {
  /// Of the filter on the speed. Hz, the authors' choice.
  private static let speedCutoff = 1.0

  /// Hz, at rest, and Hz for each unit of the values a second.
  private let leastCutoff: Double
  private let beta: Double
  private var state: (seconds: Double, values: [Double], speeds: [Double])?

  public init(leastCutoff: Double, beta: Double) {
    self.leastCutoff = leastCutoff
    self.beta = beta
  }

  public mutating func callAsFunction(_ reading: [Double], at seconds: Double) -> [Double] {
    guard let before = state else {
      state = (seconds, reading, reading.map { _ in 0 })
      return reading
    }
    let elapsed = seconds - before.seconds
    func share(cutoff: Double) -> Double { 1 / (1 + 1 / (2 * .pi * cutoff * elapsed)) }
    var (values, speeds) = (before.values, before.speeds)
    for index in reading.indices {
      let change = reading[index] - values[index]
      speeds[index] += share(cutoff: Self.speedCutoff) * (change / elapsed - speeds[index])
      values[index] += share(cutoff: leastCutoff + beta * abs(speeds[index])) * change
    }
    state = (seconds, values, speeds)
    return values
  }
}
