import Networks
import Numerics
import TestSupport
import Testing

@Suite struct GRUDGradientTests {
  private let stored: StoredSeries

  init() throws {
    stored = try StoredSeries()
  }

  @Test func matchPyTorch() throws {
    let (weights, series) = stored.gradients()
    for (name, found) in weights.named {
      let expected = try stored.file.rows("gradient.cell.\(name)")
      #expect(found.maxDifference(to: expected) < 1e-4, "\(name)")
    }
    #expect(series.values.maxDifference(to: try stored.file.rows("gradient.values")) < 1e-4)
    #expect(series.trust.maxDifference(to: try stored.file.rows("gradient.trust")) < 1e-4)
  }

  /// Compares with central differences of the loss. In 32-bit floats with a step of 0.005, rounding (about 1e-6) and
  /// the third derivative each cost about 1e-4.
  @Test func matchFiniteDifferences() {
    let (weights, series) = stored.gradients()
    let pairs =
      zip(stored.cell.weights.named, weights.named).map { ($0.name, $0.matrix, $1.matrix) }
      + [("values", stored.series.values, series.values), ("trust", stored.series.trust, series.trust)]
    for (name, parameter, gradient) in pairs {
      for index in parameter.elements.indices {
        let difference = centralDifference(parameter, index)
        let found = gradient.elements[index]
        #expect(abs(found - difference) < 2e-3 * (1 + abs(found)), "\(name) \(index)")
      }
    }
  }

  @Test func matchFiniteDifferencesOnATape() {
    let named = stored.cell.weights.named + [("values", stored.series.values), ("trust", stored.series.trust)]
    GradientCheck { stored.cell.states(stored.series, on: $0) }
      .expectGradients(of: named.map { (name: $0.0, matrix: $0.1) }, step: 0.005)
  }

  /// Gradients of several series accumulate.
  @Test func accumulateOverSeries() {
    let sums = GRUDWeights(inputs: 7, size: 5)
    let tape = stored.cell(stored.series)
    for _ in 0..<2 {
      _ = stored.cell.gradients(
        tape,
        states: stored.statesFactor,
        imputed: stored.imputedFactor,
        addingTo: sums
      )
    }
    for (twice, once) in zip(sums.named, stored.gradients().weights.named) {
      let doubled = Matrix(
        rows: once.matrix.rows,
        columns: once.matrix.columns,
        values: once.matrix.values.map { 2 * $0 }
      )
      #expect(twice.matrix.maxDifference(to: doubled) < 1e-4, "\(once.name)")
    }
  }

  private func centralDifference(_ parameter: Matrix, _ index: Int) -> Float {
    let step: Float = 0.005
    let value = parameter.elements[index]
    parameter.elements[index] = value + step
    let above = stored.loss
    parameter.elements[index] = value - step
    let below = stored.loss
    parameter.elements[index] = value
    return Float((above - below) / Double(2 * step))
  }
}
