import Numerics

/// A `DecayCell` at work on a series that comes step by step; it gives what the cell gives for the series as a whole.
public final class DecayStream {
  private let cell: DecayCell
  private var memory: FeatureMemory
  private let state: Matrix
  private var seconds: Double?

  public init(_ cell: DecayCell) {
    self.cell = cell
    memory = FeatureMemory(mean: cell.weights.mean)
    state = Matrix(rows: 1, columns: cell.weights.size)
  }

  /// Takes the next step: the features' values and the trust in each, (D).
  ///
  /// - Parameter seconds: later than the step before.
  /// - Returns: the state (H) and the believed values (D).
  public func callAsFunction(
    _ values: [Float],
    trust: [Float],
    at seconds: Double
  ) -> (state: [Float], believed: [Float]) {
    let series = TrustedSeries(
      values: Matrix(rows: 1, columns: values.count, values: values),
      trust: Matrix(rows: 1, columns: trust.count, values: trust),
      seconds: [seconds]
    )
    precondition(values.count == cell.weights.inputs, "\(values.count) features, not \(cell.weights.inputs)")
    let tape = DecayTape(series, size: cell.weights.size)
    if let before = self.seconds { memory.age(by: Float(seconds - before)) }
    self.seconds = seconds
    cell.believe(series.values.row(0), series.trust.row(0), &memory, at: 0, in: tape)
    cell.prepareGates(series.trust.view, tape)
    cell.recur(state, at: 0, in: tape)
    return (tape.states.values, tape.believed.values)
  }
}
