import Networks
import Numerics
import TestSupport
import Testing

@Suite struct GRUDCellTests {
  private let stored: StoredSeries

  init() throws {
    stored = try StoredSeries()
  }

  @Test func matchesPyTorch() throws {
    let tape = stored.cell(stored.series)
    #expect(tape.states.maxDifference(to: try stored.file.rows("output.states")) < 1e-5)
    #expect(tape.imputed.maxDifference(to: try stored.file.rows("output.believed")) < 1e-5)
  }

  @Test func streamingEqualsTheWholeSeries() {
    let tape = stored.cell(stored.series)
    let stream = GRUDStream(stored.cell)
    let steps = stored.series.seconds.enumerated().map { step, seconds in
      stream(
        Array(stored.series.values.row(step)),
        trust: Array(stored.series.trust.row(step)),
        at: seconds
      )
    }
    let states = Matrix(rows: steps.count, columns: 5, values: steps.flatMap(\.state))
    let imputed = Matrix(rows: steps.count, columns: 7, values: steps.flatMap(\.imputed))
    #expect(states.maxDifference(to: tape.states) < 1e-5)
    #expect(imputed.maxDifference(to: tape.imputed) < 1e-5)
  }

  @Test func keepsTrustedValues() {
    let series = stored.series
    let sure = Matrix(rows: series.count, columns: 7, values: [Float](repeating: 1, count: series.count * 7))
    let tape = stored.cell(TrustedSeries(values: series.values, trust: sure, seconds: series.seconds))
    #expect(tape.imputed.maxDifference(to: series.values) == 0)
  }

  /// Untrusted values must be ignored; the imputed value decays from the last trusted one to the mean.
  @Test func untrustedValuesDecayToTheMean() {
    let weights = GRUDWeights(inputs: 1, size: 2)
    weights.inputDecayWeight[0, 0] = 2
    weights.mean[0, 0] = 1
    let cell = GRUDCell(weights: weights)
    let seconds = [0, 0.1, 0.2, 0.4, 0.9, 5]
    let trust = Matrix(rows: 6, columns: 1, values: [1, 0, 0, 0, 0, 0])
    func imputed(_ lost: Float) -> [Float] {
      let values = Matrix(rows: 6, columns: 1, values: [3] + [Float](repeating: lost, count: 5))
      let tape = cell(TrustedSeries(values: values, trust: trust, seconds: seconds))
      return tape.imputed.values
    }
    #expect(imputed(-50) == imputed(70))
    let found = imputed(0)
    for (value, expected) in zip(found, [3, 2.637_46, 2.340_64, 1.898_66, 1.330_6, 1.000_1] as [Float]) {
      #expect(abs(value - expected) < 1e-4)
    }
  }

  @Test func rejectsOtherShapes() {
    #expect(throws: SafeTensorsError.self) { try GRUDWeights("cell", in: stored.file, inputs: 7, size: 6) }
    #expect(throws: SafeTensorsError.self) { try GRUDWeights("other", in: stored.file, inputs: 7, size: 5) }
  }
}
