import Networks
import Numerics

extension DecayCell {
  /// The states (T, H) of a series, to be learnt from.
  public func states(_ series: TrustedSeries, on tape: Tape?) -> Matrix {
    let run = self(series)
    let inputs = [series.values, series.trust] + weights.named.map(\.matrix)
    tape?.record(run.states, from: inputs) { [self] tape, gradient in
      let found = gradients(
        run,
        states: gradient,
        believed: Matrix(rows: series.count, columns: weights.inputs),
        addingTo: DecayWeights(of: weights, on: tape)
      )
      tape.gradient(of: series.values)?.add(found.values)
      tape.gradient(of: series.trust)?.add(found.trust)
    }
    return run.states
  }
}
