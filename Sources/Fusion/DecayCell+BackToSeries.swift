import Numerics

/// The gradients that reach the believed values and the ages from the gates and from outside, (T, D).
struct BelievedGradients {
  let believed: Matrix
  let ages: Matrix
}

extension DecayCell {
  /// From x̂ and δ back to the values, the trust, the means and the features' decay: each is added to, `values` written.
  func goBackToSeries(
    _ tape: DecayTape,
    _ gradients: BelievedGradients,
    _ values: Matrix,
    _ trust: Matrix,
    _ ofWeights: DecayWeights
  ) {
    let (weight, mean) = (weights.inputDecayWeight.row(0), weights.mean.row(0))
    let (toWeight, toBias) = (ofWeights.inputDecayWeight.row(0), ofWeights.inputDecayBias.row(0))
    let toMean = ofWeights.mean.row(0)
    // What later steps have on x_last and δ after the step at hand.
    var toLast = [Float](repeating: 0, count: weights.inputs)
    var toAge = toLast
    for step in (0..<tape.count).reversed() {
      let (x, m, fading) = (tape.series.values.row(step), tape.series.trust.row(step), tape.inputFading.row(step))
      let (ages, last) = (tape.ages.row(step), tape.last.row(step))
      let (toBelieved, toAges) = (gradients.believed.row(step), gradients.ages.row(step))
      let (toX, toM) = (values.row(step), trust.row(step))
      for feature in 0..<weights.inputs {
        let (factor, doubt, gradient) = (fading[feature], 1 - m[feature], toBelieved[feature])
        let faded = factor * last[feature] + (1 - factor) * mean[feature]
        toX[feature] = m[feature] * (gradient + toLast[feature])
        toM[feature] +=
          gradient * (x[feature] - faded) + toLast[feature] * (x[feature] - last[feature])
          - toAge[feature] * ages[feature]
        toMean[feature] += gradient * doubt * (1 - factor)
        // Where max(0, ·) is 0 the factor is 1 and does not move.
        let toSum = factor < 1 ? -factor * gradient * doubt * (last[feature] - mean[feature]) : 0
        toWeight[feature] += toSum * ages[feature]
        toBias[feature] += toSum
        toAge[feature] = toAges[feature] + toSum * weight[feature] + toAge[feature] * doubt
        toLast[feature] = doubt * (gradient * factor + toLast[feature])
      }
    }
    // Before the first step x_last is the mean.
    for feature in toLast.indices { toMean[feature] += toLast[feature] }
  }
}
