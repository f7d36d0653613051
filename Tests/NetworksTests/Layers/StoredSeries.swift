import Networks
import Numerics
import TestSupport

/// The cell and series of `Recipes/decay/parity.py`, with the loss Σ states · a + Σ imputed · b.
struct StoredSeries {
  let file: SafeTensors
  let cell: GRUDCell
  let series: TrustedSeries
  let statesFactor: Matrix
  let imputedFactor: Matrix

  init() throws {
    file = try Vectors.open("decay")
    cell = GRUDCell(weights: try GRUDWeights("cell", in: file, inputs: 7, size: 5))
    statesFactor = try file.rows("loss.states")
    imputedFactor = try file.rows("loss.believed")
    let elapsed = try file.rows("input.elapsed")
    var seconds: [Double] = []
    for value in elapsed.values { seconds.append((seconds.last ?? 3) + Double(value)) }
    series = TrustedSeries(
      values: try file.rows("input.values"),
      trust: try file.rows("input.trust"),
      seconds: seconds
    )
  }

  var loss: Double {
    let tape = cell(series)
    let products = zip(tape.states.values + tape.imputed.values, statesFactor.values + imputedFactor.values)
    return products.reduce(0) { $0 + Double($1.0) * Double($1.1) }
  }

  func gradients() -> (weights: GRUDWeights, series: GRUDCell.SeriesGradients) {
    let sums = GRUDWeights(inputs: cell.weights.inputs, size: cell.weights.size)
    let tape = cell(series)
    let found = cell.gradients(tape, states: statesFactor, imputed: imputedFactor, addingTo: sums)
    return (sums, found)
  }
}
