import Numerics

extension GRUDCell {
  /// The gradients of a loss with respect to the series.
  public struct SeriesGradients {
    /// With respect to the values and the trust, (T, D).
    public let values: Matrix
    public let trust: Matrix
  }

  /// Backward pass through a series.
  ///
  /// - Parameters:
  ///   - tape: from this cell, with unchanged weights.
  ///   - states: the loss's gradient with respect to the states, (T, H).
  ///   - imputed: the loss's gradient with respect to the imputed values, (T, D).
  ///   - gradients: accumulates the gradients with respect to the weights.
  public func gradients(
    _ tape: GRUDTape,
    states: Matrix,
    imputed: Matrix,
    addingTo gradients: GRUDWeights
  ) -> SeriesGradients {
    let (steps, inputs, size) = (tape.count, weights.inputs, weights.size)
    precondition(states.rows == steps && states.columns == size, "every state needs a gradient")
    precondition(imputed.rows == steps && imputed.columns == inputs, "every imputed value needs a gradient")
    let gates = Matrix(rows: steps, columns: 3 * size)
    let fading = Matrix(rows: steps, columns: size)
    let carried = Matrix(rows: 1, columns: size)
    for step in (0..<steps).reversed() {
      backward(at: step, tape, states.row(step), carried: carried, gates: gates.row(step), fading: fading.row(step))
    }
    let (toUpdate, toCandidate) = (gates.view(columns: 0..<2 * size), gates.view(columns: 2 * size..<3 * size))
    let stateWeight = gradients.stateWeight
    add(toUpdate, tape.fadedStates.view, to: stateWeight.view(rows: 0..<2 * size))
    add(toCandidate, tape.resetStates.view, to: stateWeight.view(rows: 2 * size..<3 * size))
    add(gates.view, tape.imputed.view, to: gradients.inputWeight.view)
    add(gates.view, tape.series.trust.view, to: gradients.trustWeight.view)
    add(fading.view, tape.ages.view, to: gradients.stateDecayWeight.view)
    gradients.bias.addSums(ofRowsOf: gates)
    gradients.stateDecayBias.addSums(ofRowsOf: fading)

    let toImputed = Matrix(rows: steps, columns: inputs, values: imputed.elements)
    BLAS.multiply(gates.view, weights.inputWeight.view, into: toImputed.view, beta: 1)
    let toTrust = Matrix(rows: steps, columns: inputs)
    BLAS.multiply(gates.view, weights.trustWeight.view, into: toTrust.view)
    let toAges = Matrix(rows: steps, columns: inputs)
    BLAS.multiply(fading.view, weights.stateDecayWeight.view, into: toAges.view)
    let toValues = Matrix(rows: steps, columns: inputs)
    backwardToSeries(tape, ImputedGradients(imputed: toImputed, ages: toAges), toValues, toTrust, gradients)
    return SeriesGradients(values: toValues, trust: toTrust)
  }

  /// gradient += toOutputᵀ · input
  private func add(_ toOutput: MatrixView, _ input: MatrixView, to gradient: MatrixView) {
    BLAS.multiply(toOutput, input, transposeA: true, into: gradient, beta: 1)
  }

  /// Backward pass through one step. `carried` is the gradient from later steps with respect to this step's state, and
  /// becomes the one for the previous state. Writes the gradients of the gates' pre-activations and of γₕ's exponent.
  private func backward(
    at step: Int,
    _ tape: GRUDTape,
    _ toState: UnsafeMutableBufferPointer<Float>,
    carried: Matrix,
    gates toGates: UnsafeMutableBufferPointer<Float>,
    fading toFading: UnsafeMutableBufferPointer<Float>
  ) {
    let size = weights.size
    let (gates, faded, fading) = (tape.gates.row(step), tape.fadedStates.row(step), tape.stateFading.row(step))
    let carry = carried.row(0)
    let toReset = Matrix(rows: 1, columns: size)
    let toCandidate = UnsafeMutableBufferPointer(rebasing: toGates[(2 * size)...])
    for unit in 0..<size {
      let (update, candidate) = (gates[unit], gates[2 * size + unit])
      let gradient = toState[unit] + carry[unit]
      toGates[unit] = gradient * (candidate - faded[unit]) * update * (1 - update)
      toCandidate[unit] = gradient * update * (1 - candidate * candidate)
      carry[unit] = gradient * (1 - update)
    }
    let candidateWeight = weights.stateWeight.view(rows: 2 * size..<3 * size)
    BLAS.multiply(candidateWeight, transpose: true, vector: toCandidate, into: toReset.elements)
    for unit in 0..<size {
      let reset = gates[size + unit]
      toGates[size + unit] = toReset[0, unit] * faded[unit] * reset * (1 - reset)
      carry[unit] += toReset[0, unit] * reset
    }
    let both = UnsafeMutableBufferPointer(rebasing: toGates[..<(2 * size)])
    BLAS.multiply(weights.stateWeight.view(rows: 0..<2 * size), transpose: true, vector: both, into: carry, beta: 1)
    let before = step > 0 ? tape.states.row(step - 1) : nil
    for unit in 0..<size {
      // Where max(0, ·) is 0, the factor is constant at 1.
      toFading[unit] = fading[unit] < 1 ? -fading[unit] * carry[unit] * (before?[unit] ?? 0) : 0
      carry[unit] *= fading[unit]
    }
  }
}

/// The gradients with respect to the imputed values and the ages, from the gates and from outside, (T, D).
private struct ImputedGradients {
  let imputed: Matrix
  let ages: Matrix
}

extension GRUDCell {
  /// Backward pass from x̂ and δ to the values, the trust, the means and the input decay. Overwrites `values` and adds
  /// to the others.
  private func backwardToSeries(
    _ tape: GRUDTape,
    _ gradients: ImputedGradients,
    _ values: Matrix,
    _ trust: Matrix,
    _ ofWeights: GRUDWeights
  ) {
    let (weight, mean) = (weights.inputDecayWeight.row(0), weights.mean.row(0))
    let (toWeight, toBias) = (ofWeights.inputDecayWeight.row(0), ofWeights.inputDecayBias.row(0))
    let toMean = ofWeights.mean.row(0)
    // Gradients from later steps with respect to x_last and δ after the current step.
    var toLast = [Float](repeating: 0, count: weights.inputs)
    var toAge = toLast
    for step in (0..<tape.count).reversed() {
      let (x, m, fading) = (tape.series.values.row(step), tape.series.trust.row(step), tape.inputFading.row(step))
      let (ages, last) = (tape.ages.row(step), tape.last.row(step))
      let (toImputed, toAges) = (gradients.imputed.row(step), gradients.ages.row(step))
      let (toX, toM) = (values.row(step), trust.row(step))
      for feature in 0..<weights.inputs {
        let (factor, untrusted, gradient) = (fading[feature], 1 - m[feature], toImputed[feature])
        let faded = factor * last[feature] + (1 - factor) * mean[feature]
        toX[feature] = m[feature] * (gradient + toLast[feature])
        toM[feature] +=
          gradient * (x[feature] - faded) + toLast[feature] * (x[feature] - last[feature])
          - toAge[feature] * ages[feature]
        toMean[feature] += gradient * untrusted * (1 - factor)
        // Where max(0, ·) is 0, the factor is constant at 1.
        let toSum = factor < 1 ? -factor * gradient * untrusted * (last[feature] - mean[feature]) : 0
        toWeight[feature] += toSum * ages[feature]
        toBias[feature] += toSum
        toAge[feature] = toAges[feature] + toSum * weight[feature] + toAge[feature] * untrusted
        toLast[feature] = untrusted * (gradient * factor + toLast[feature])
      }
    }
    // x_last starts as the mean.
    for feature in toLast.indices { toMean[feature] += toLast[feature] }
  }
}

extension GRUDCell {
  /// Returns the states (T, H) of a series, recorded for the backward pass.
  public func states(_ series: TrustedSeries, on tape: Tape?) -> Matrix {
    let run = self(series)
    let inputs = [series.values, series.trust] + weights.named.map(\.matrix)
    tape?.record(run.states, from: inputs) { [self] tape, gradient in
      let found = gradients(
        run,
        states: gradient,
        imputed: Matrix(rows: series.count, columns: weights.inputs),
        addingTo: GRUDWeights(of: weights, on: tape)
      )
      tape.gradient(of: series.values)?.add(found.values)
      tape.gradient(of: series.trust)?.add(found.trust)
    }
    return run.states
  }
}
