import Networks
import Numerics
import Testing

/// Compares the gradients of a computation with central differences of a loss: the sum of its output times fixed
/// factors.
public struct GradientCheck {
  private let compute: (Tape?) -> Matrix

  public init(_ compute: @escaping (Tape?) -> Matrix) {
    self.compute = compute
  }

  /// Returns the gradients of the loss with these factors with respect to these matrices.
  public func gradients(of matrices: [Matrix], factors: Matrix) -> [Matrix] {
    let tape = Tape(tracking: matrices)
    let output = compute(tape)
    tape.gradient(of: output)!.add(factors)
    tape.backward()
    return matrices.map { tape.gradient(of: $0)! }
  }

  /// Expects each gradient element to equal its difference within 1e-3, or 1e-3 of its matrix's maximum if that is
  /// larger.
  ///
  /// - Parameters:
  ///   - step: The step of the differences. The loss is summed in double precision from 32-bit floats.
  ///   - sample: The maximum number of elements checked per matrix, chosen at random.
  public func expectGradients(of named: [(name: String, matrix: Matrix)], step: Float = 0.01, sample: Int = .max) {
    let output = compute(nil)
    var generator = SplitMix64(seed: 5)
    let factors = Matrix(
      rows: output.rows,
      columns: output.columns,
      values: output.values.map { _ in Float(2 * generator.uniform() - 1) }
    )
    let found = gradients(of: named.map(\.matrix), factors: factors)
    for ((name, matrix), gradient) in zip(named, found) {
      let maximum = gradient.values.reduce(0) { max($0, abs($1)) }
      #expect(maximum > 0, "\(name) has no gradient")
      let all = matrix.elements.indices
      for index in all.count <= sample ? Array(all) : (0..<sample).map({ _ in all.randomElement(using: &generator)! }) {
        let difference = difference(matrix, index, step: step, factors: factors)
        let error = abs(gradient.elements[index] - difference)
        #expect(error <= 1e-3 * max(maximum, 1), "\(name) \(index): \(gradient.elements[index]), not \(difference)")
      }
    }
  }

  /// Richardson extrapolation: combining differences over one and two steps cancels the third-derivative error.
  private func difference(_ matrix: Matrix, _ index: Int, step: Float, factors: Matrix) -> Float {
    let value = matrix.elements[index]
    defer { matrix.elements[index] = value }
    func slope(_ step: Float) -> Double {
      matrix.elements[index] = value + step
      let above = loss(factors)
      matrix.elements[index] = value - step
      return (above - loss(factors)) / Double(2 * step)
    }
    return Float((4 * slope(step) - slope(2 * step)) / 3)
  }

  private func loss(_ factors: Matrix) -> Double {
    zip(compute(nil).values, factors.values).reduce(0) { $0 + Double($1.0) * Double($1.1) }
  }
}
