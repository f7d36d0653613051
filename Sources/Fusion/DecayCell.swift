import Foundation
import Numerics

/// A gated recurrent unit with trainable decay, GRU-D (Che and others, "Recurrent neural networks for multivariate time
/// series with missing values", 2018), with a soft mask: the trust m of a feature lies anywhere from 0 to 1.
///
/// With δ the seconds since a feature was trusted (δ ← Δt + (1 − m before) δ, 0 at first) and x_last its last trusted value
/// (x_last ← m x + (1 − m) x_last, at first its mean), each step is
///
///     x̂ = m x + (1 − m) (γₓ x_last + (1 − γₓ) mean)     γₓ = exp(−max(0, wₓ ∘ δ + bₓ))
///     h ← γₕ ∘ h                                         γₕ = exp(−max(0, Wₕ δ + bₕ))
///     z, r = σ(W x̂ + U h + V m + b)                      h~ = tanh(W x̂ + U (r ∘ h) + V m + b)
///     h ← (1 − z) ∘ h + z ∘ h~
public struct DecayCell {
  public let weights: DecayWeights

  public init(weights: DecayWeights) {
    self.weights = weights
  }

  /// Runs over a whole series and keeps what `gradients` needs.
  public func callAsFunction(_ series: TrustedSeries) -> DecayTape {
    precondition(series.values.columns == weights.inputs, "\(series.values.columns) features, not \(weights.inputs)")
    let tape = DecayTape(series, size: weights.size)
    var memory = FeatureMemory(mean: weights.mean)
    for step in 0..<series.count {
      memory.age(by: series.elapsed(at: step))
      believe(series.values.row(step), series.trust.row(step), &memory, at: step, in: tape)
    }
    prepareGates(series.trust.view, tape)
    let state = Matrix(rows: 1, columns: weights.size)
    for step in 0..<series.count { recur(state, at: step, in: tape) }
    return tape
  }

  /// γₓ and x̂ of one step, into row `step` of the tape; `memory` becomes the next step's.
  func believe(
    _ x: UnsafeMutableBufferPointer<Float>,
    _ m: UnsafeMutableBufferPointer<Float>,
    _ memory: inout FeatureMemory,
    at step: Int,
    in tape: DecayTape
  ) {
    let (weight, bias, mean) = (weights.inputDecayWeight.row(0), weights.inputDecayBias.row(0), weights.mean.row(0))
    let (ages, last) = (tape.ages.row(step), tape.last.row(step))
    let (fading, believed) = (tape.inputFading.row(step), tape.believed.row(step))
    for feature in 0..<weights.inputs {
      ages[feature] = memory.ages[feature]
      last[feature] = memory.last[feature]
      let factor = exp(-max(0, weight[feature] * ages[feature] + bias[feature]))
      fading[feature] = factor
      let trust = m[feature]
      let faded = factor * last[feature] + (1 - factor) * mean[feature]
      believed[feature] = trust * x[feature] + (1 - trust) * faded
      memory.trust[feature] = trust
      memory.last[feature] = trust * x[feature] + (1 - trust) * last[feature]
    }
  }

  /// γₕ of all steps, and of the gates' sums what does not depend on the state.
  func prepareGates(_ trust: MatrixView, _ tape: DecayTape) {
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
    BLAS.multiply(tape.believed.view, weights.inputWeight.view, transposeB: true, into: tape.gates.view, beta: 1)
    BLAS.multiply(trust, weights.trustWeight.view, transposeB: true, into: tape.gates.view, beta: 1)
  }

  /// One step of the state, which becomes the new one; the gates' sums in row `step` become the gates.
  func recur(_ state: Matrix, at step: Int, in tape: DecayTape) {
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

/// What a step needs to know of those before it, for each feature.
struct FeatureMemory {
  /// The last trusted value.
  var last: [Float]
  /// Seconds since it was trusted.
  var ages: [Float]
  /// The trust of the step before.
  var trust: [Float]

  init(mean: Matrix) {
    last = mean.values
    ages = [Float](repeating: 0, count: mean.columns)
    trust = ages
  }

  /// Lets time pass from the step before.
  mutating func age(by elapsed: Float) {
    for feature in ages.indices { ages[feature] = elapsed + (1 - trust[feature]) * ages[feature] }
  }
}
