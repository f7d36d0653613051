import Numerics

/// What a `DecayCell` found in a series, and what its gradients need. T steps, D features, H state units.
public final class DecayTape {
  /// The states h, (T, H).
  public let states: Matrix
  /// The believed values x̂, (T, D).
  public let believed: Matrix

  let series: TrustedSeries
  /// δ, x_last before the step, and γₓ, (T, D).
  let ages: Matrix
  let last: Matrix
  let inputFading: Matrix
  /// γₕ, γₕ ∘ h and r ∘ γₕ ∘ h, (T, H).
  let stateFading: Matrix
  let fadedStates: Matrix
  let resetStates: Matrix
  /// z, r, h~, (T, 3 · H).
  let gates: Matrix

  var count: Int { states.rows }

  init(_ series: TrustedSeries, size: Int) {
    let (steps, inputs) = (series.count, series.values.columns)
    self.series = series
    states = Matrix(rows: steps, columns: size)
    believed = Matrix(rows: steps, columns: inputs)
    ages = Matrix(rows: steps, columns: inputs)
    last = Matrix(rows: steps, columns: inputs)
    inputFading = Matrix(rows: steps, columns: inputs)
    stateFading = Matrix(rows: steps, columns: size)
    fadedStates = Matrix(rows: steps, columns: size)
    resetStates = Matrix(rows: steps, columns: size)
    gates = Matrix(rows: steps, columns: 3 * size)
  }
}
