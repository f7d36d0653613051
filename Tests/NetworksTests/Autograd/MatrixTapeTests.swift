import Networks
import Numerics
import TestSupport
import Testing

/// Compares the gradients of the operations between layers with finite differences.
@Suite struct MatrixTapeTests {
  private func matrix(_ rows: Int, _ columns: Int, seed: UInt64) -> Matrix {
    var generator = SplitMix64(seed: seed)
    return Matrix(rows: rows, columns: columns, values: (0..<rows * columns).map { _ in Float(generator.gaussian()) })
  }

  @Test func gradientsMatchFiniteDifferences() {
    let (a, b) = (matrix(3, 4, seed: 1), matrix(3, 4, seed: 2))
    let parameters = [(name: "a", matrix: a), (name: "b", matrix: b)]
    let steps: [(Tape?) -> Matrix] = [
      { a.scaled(rowsBy: [0.5, 0, 2], on: $0).plus(b, on: $0) },
      { a.beside(b, on: $0) },
      { a.plus(b, on: $0).selecting(rows: [2, 0, 2], on: $0) },
      { Matrix(below: [a, b, a], columns: 4, on: $0) },
      { a.plus(b, on: $0).rectified(on: $0) },
    ]
    for step in steps { GradientCheck(step).expectGradients(of: parameters, step: 2e-3) }
  }

  @Test func operationsComputeTheExpectedValues() {
    let a = Matrix(rows: 2, columns: 2, values: [1, -2, 3, 4])
    #expect(a.scaled(rowsBy: [2, 0], on: nil).values == [2, -4, 0, 0])
    #expect(a.plus(a, on: nil).values == [2, -4, 6, 8])
    #expect(a.rectified(on: nil).values == [1, 0, 3, 4])
    #expect(a.beside(a, on: nil).values == [1, -2, 1, -2, 3, 4, 3, 4])
    #expect(a.selecting(rows: [1, 1], on: nil).values == [3, 4, 3, 4])
  }
}
