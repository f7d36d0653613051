import Numerics
import Testing

@Suite struct RidgeRegressionTests {
  private let inputs: Matrix
  private let targets: Matrix

  /// Two targets, linear in three inputs.
  init() {
    var generator = SplitMix64(seed: 4)
    inputs = Matrix(rows: 200, columns: 3, values: (0..<600).map { _ in Float(generator.gaussian() + 5) })
    targets = Matrix(rows: 200, columns: 2)
    for row in 0..<200 {
      let x = inputs.row(row)
      targets[row, 0] = 2 * x[0] - x[1] + 0.5
      targets[row, 1] = 3 * x[2] - 7
    }
  }

  @Test func recoversALinearMap() {
    let fitted = RidgeRegression(inputs: inputs, targets: targets, ridge: 1e-9)
    for (found, expected) in zip(fitted.weights.values, [2, -1, 0, 0, 0, 3] as [Float]) {
      #expect(abs(found - expected) < 1e-4)
    }
    #expect(abs(fitted.bias[0, 0] - 0.5) < 1e-3 && abs(fitted.bias[0, 1] + 7) < 1e-3)
  }

  /// With one input of variance v, the slope shrinks by v / (v + ridge) and the mean stays.
  @Test func ridgeShrinksTheWeights() {
    let input = Matrix(rows: 4, columns: 1, values: [-1, 1, -1, 1])
    let target = Matrix(rows: 4, columns: 1, values: [8, 12, 8, 12])
    let fitted = RidgeRegression(inputs: input, targets: target, ridge: 3)
    #expect(abs(fitted.weights[0, 0] - 0.5) < 1e-6 && abs(fitted.bias[0, 0] - 10) < 1e-6)
  }

  @Test func constantInputsHaveNoWeight() {
    let input = Matrix(rows: 3, columns: 2, values: [1, 4, 2, 4, 3, 4])
    let target = Matrix(rows: 3, columns: 1, values: [1, 2, 3])
    let fitted = RidgeRegression(inputs: input, targets: target, ridge: 1e-6)
    #expect(abs(fitted.weights[0, 0] - 1) < 1e-4 && fitted.weights[0, 1] == 0)
  }
}
