import Foundation
import Numerics

/// A gated recurrent unit with trainable decay, GRU-D (Che and others, "Recurrent neural networks for multivariate time
/// series with missing values", 2018), with a soft mask: the trust m in a feature is any number from 0 to 1.
///
/// With δ the seconds since a feature was last trusted (δ ← Δt + (1 − previous m) δ, initially 0) and x_last its last
/// trusted value (x_last ← m x + (1 − m) x_last, initially its mean), each step is
///
///     x̂ = m x + (1 − m) (γₓ x_last + (1 − γₓ) mean)     γₓ = exp(−max(0, wₓ ∘ δ + bₓ))
///     h ← γₕ ∘ h                                         γₕ = exp(−max(0, Wₕ δ + bₕ))
///     z, r = σ(W x̂ + U h + V m + b)                      h~ = tanh(W x̂ + U (r ∘ h) + V m + b)
///     h ← (1 − z) ∘ h + z ∘ h~
public struct GRUDCell {
  public let weights: GRUDWeights

  public init(weights: GRUDWeights) {
    self.weights = weights
  }

  /// Processes a whole series, keeping what `gradients` needs.
  public func callAsFunction(_ series: TrustedSeries) -> GRUDTape {
    precondition(series.values.columns == weights.inputs, "\(series.values.columns) features, not \(weights.inputs)")
    let tape = GRUDTape(series, size: weights.size)
    var memory = FeatureMemory(mean: weights.mean)
    for step in 0..<series.count {
      memory.age(by: series.elapsed(at: step))
      impute(series.values.row(step), series.trust.row(step), &memory, at: step, in: tape)
    }
    prepareGates(series.trust.view, tape)
    let state = Matrix(rows: 1, columns: weights.size)
    for step in 0..<series.count { recur(state, at: step, in: tape) }
    return tape
  }

  /// Computes γₓ and x̂ of one step into row `step` of the tape, and updates `memory` for the next step.
  fileprivate func impute(
    _ x: UnsafeMutableBufferPointer<Float>,
    _ m: UnsafeMutableBufferPointer<Float>,
    _ memory: inout FeatureMemory,
    at step: Int,
    in tape: GRUDTape
  ) {
    let (weight, bias, mean) = (weights.inputDecayWeight.row(0), weights.inputDecayBias.row(0), weights.mean.row(0))
    let (ages, last) = (tape.ages.row(step), tape.last.row(step))
    let (fading, imputed) = (tape.inputFading.row(step), tape.imputed.row(step))
    for feature in 0..<weights.inputs {
      ages[feature] = memory.ages[feature]
      last[feature] = memory.last[feature]
      let factor = exp(-max(0, weight[feature] * ages[feature] + bias[feature]))
      fading[feature] = factor
      let trust = m[feature]
      let faded = factor * last[feature] + (1 - factor) * mean[feature]
      imputed[feature] = trust * x[feature] + (1 - trust) * faded
      memory.trust[feature] = trust
      memory.last[feature] = trust * x[feature] + (1 - trust) * last[feature]
    }
  }

  /// Computes γₕ of all steps, and the part of the gates' pre-activations that does not depend on the state.
  fileprivate func prepareGates(_ trust: MatrixView, _ tape: GRUDTape) {
    for step in 0..<tape.count {
      _ = tape.stateFading.row(step).update(fromContentsOf: weights.stateDecayBias.elements)
      _ = tape.gates.row(step).update(fromContentsOf: weights.bias.elements)
    }
    BLAS.multiply(
      tape.ages.view,
      weights.stateDecayWeight.view,
      transposeB: true,
      into: tape.stateFading.view,
      beta: 1
    )
    let fading = tape.stateFading.elements
    for index in fading.indices { fading[index] = exp(-max(0, fading[index])) }
    BLAS.multiply(tape.imputed.view, weights.inputWeight.view, transposeB: true, into: tape.gates.view, beta: 1)
    BLAS.multiply(trust, weights.trustWeight.view, transposeB: true, into: tape.gates.view, beta: 1)
  }

  /// Advances the state by one step. The gates' pre-activations in row `step` become the gates.
  fileprivate func recur(_ state: Matrix, at step: Int, in tape: GRUDTape) {
    let size = weights.size
    let (h, gates) = (state.row(0), tape.gates.row(step))
    let (faded, resetState) = (tape.fadedStates.row(step), tape.resetStates.row(step))
    let fading = tape.stateFading.row(step)
    for unit in 0..<size { faded[unit] = fading[unit] * h[unit] }
    let both = UnsafeMutableBufferPointer(rebasing: gates[..<(2 * size)])
    BLAS.multiply(weights.stateWeight.view(rows: 0..<2 * size), vector: faded, into: both, beta: 1)
    for unit in both.indices { both[unit] = 1 / (1 + exp(-both[unit])) }
    for unit in 0..<size { resetState[unit] = both[size + unit] * faded[unit] }
    let candidate = UnsafeMutableBufferPointer(rebasing: gates[(2 * size)...])
    BLAS.multiply(weights.stateWeight.view(rows: 2 * size..<3 * size), vector: resetState, into: candidate, beta: 1)
    let output = tape.states.row(step)
    for unit in 0..<size {
      candidate[unit] = tanh(candidate[unit])
      h[unit] = (1 - both[unit]) * faded[unit] + both[unit] * candidate[unit]
      output[unit] = h[unit]
    }
  }
}

/// The history of each feature that a step needs.
private struct FeatureMemory {
  /// The last trusted value.
  var last: [Float]
  /// Seconds since the feature was last trusted.
  var ages: [Float]
  /// The trust at the previous step.
  var trust: [Float]

  init(mean: Matrix) {
    last = mean.values
    ages = [Float](repeating: 0, count: mean.columns)
    trust = ages
  }

  /// Advances the ages by the seconds since the previous step.
  mutating func age(by elapsed: Float) {
    for feature in ages.indices { ages[feature] = elapsed + (1 - trust[feature]) * ages[feature] }
  }
}

/// The output of a `GRUDCell` for a series, and what its gradients need. T steps, D features, H state units.
public final class GRUDTape {
  /// The states h, (T, H).
  public let states: Matrix
  /// The imputed values x̂, (T, D).
  public let imputed: Matrix

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

  fileprivate init(_ series: TrustedSeries, size: Int) {
    let (steps, inputs) = (series.count, series.values.columns)
    self.series = series
    states = Matrix(rows: steps, columns: size)
    imputed = Matrix(rows: steps, columns: inputs)
    ages = Matrix(rows: steps, columns: inputs)
    last = Matrix(rows: steps, columns: inputs)
    inputFading = Matrix(rows: steps, columns: inputs)
    stateFading = Matrix(rows: steps, columns: size)
    fadedStates = Matrix(rows: steps, columns: size)
    resetStates = Matrix(rows: steps, columns: size)
    gates = Matrix(rows: steps, columns: 3 * size)
  }
}

/// A `GRUDCell` for streaming: takes a series step by step, with the same results as for the whole series.
public final class GRUDStream {
  private let cell: GRUDCell
  private var memory: FeatureMemory
  private let state: Matrix
  private var seconds: Double?

  public init(_ cell: GRUDCell) {
    self.cell = cell
    memory = FeatureMemory(mean: cell.weights.mean)
    state = Matrix(rows: 1, columns: cell.weights.size)
  }

  /// Processes the next step: the features' values and the trust in each, (D).
  ///
  /// - Parameter seconds: the step's time, later than the previous one.
  /// - Returns: the state (H) and the imputed values (D).
  public func callAsFunction(
    _ values: [Float],
    trust: [Float],
    at seconds: Double
  ) -> (state: [Float], imputed: [Float]) {
    let series = TrustedSeries(
      values: Matrix(rows: 1, columns: values.count, values: values),
      trust: Matrix(rows: 1, columns: trust.count, values: trust),
      seconds: [seconds]
    )
    precondition(values.count == cell.weights.inputs, "\(values.count) features, not \(cell.weights.inputs)")
    let tape = GRUDTape(series, size: cell.weights.size)
    if let before = self.seconds { memory.age(by: Float(seconds - before)) }
    self.seconds = seconds
    cell.impute(series.values.row(0), series.trust.row(0), &memory, at: 0, in: tape)
    cell.prepareGates(series.trust.view, tape)
    cell.recur(state, at: 0, in: tape)
    return (tape.states.values, tape.imputed.values)
  }
}

/// Features over time, with a trust for each value.
public struct TrustedSeries {
  /// (T, D)
  public let values: Matrix
  /// (T, D), 0…1: the trust in each value. A missing value must be finite; a trust of 0 makes the cell ignore it.
  public let trust: Matrix
  /// The time of each row, ascending.
  public let seconds: [Double]

  public init(values: Matrix, trust: Matrix, seconds: [Double]) {
    precondition(
      values.rows == trust.rows && values.columns == trust.columns && seconds.count == values.rows,
      "(\(values.rows), \(values.columns)) values, (\(trust.rows), \(trust.columns)) trusts, \(seconds.count) times"
    )
    self.values = values
    self.trust = trust
    self.seconds = seconds
  }

  public var count: Int { seconds.count }

  /// Returns the seconds since the previous row, 0 for the first.
  fileprivate func elapsed(at index: Int) -> Float {
    index == 0 ? 0 : Float(seconds[index] - seconds[index - 1])
  }
}
