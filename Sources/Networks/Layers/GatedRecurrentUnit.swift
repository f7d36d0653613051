import CKernels
import Numerics

/// A single-layer bidirectional gated recurrent unit (Cho et al. 2014). Gates are in PyTorch's order: reset, update,
/// candidate; the reset is applied after the recurrent product.
public struct BidirectionalGRU {
  private let forward: Direction
  private let backward: Direction

  public var outputs: Int { 2 * forward.size }

  /// Reads `name.forward.…` and `name.backward.…`: `weight_ih` (3 · size, inputs), `weight_hh` (3 · size, size),
  /// `bias_ih` and `bias_hh` (3 · size). Throws `SafeTensorsError`.
  public init(_ name: String, in file: SafeTensors, inputs: Int, size: Int) throws {
    forward = try Direction("\(name).forward", in: file, inputs: inputs, size: size)
    backward = try Direction("\(name).backward", in: file, inputs: inputs, size: size)
  }

  /// (time, inputs) → (time, 2 · size): the forward state beside the backward one.
  public func callAsFunction(_ input: MatrixView) -> Matrix {
    let output = Matrix(rows: input.rows, columns: outputs)
    forward.run(input, order: Array(0..<input.rows), into: output, column: 0)
    backward.run(input, order: (0..<input.rows).reversed(), into: output, column: forward.size)
    return output
  }
}

private struct Direction {
  let size: Int
  let weightInput: Matrix
  let biasInput: [Float]
  let weightRecurrent: Matrix
  let biasRecurrent: [Float]

  init(_ name: String, in file: SafeTensors, inputs: Int, size: Int) throws {
    self.size = size
    weightInput = try file.matrix("\(name).weight_ih", rows: 3 * size, columns: inputs)
    weightRecurrent = try file.matrix("\(name).weight_hh", rows: 3 * size, columns: size)
    biasInput = try file.floats("\(name).bias_ih", shape: [3 * size])
    biasRecurrent = try file.floats("\(name).bias_hh", shape: [3 * size])
  }

  /// Processes the rows of `input` in `order` and writes each state to the same row of `output`, from `column` on.
  func run(_ input: MatrixView, order: [Int], into output: Matrix, column: Int) {
    let fromInput = Matrix(rows: input.rows, columns: 3 * size)
    for row in 0..<fromInput.rows { _ = fromInput.row(row).update(fromContentsOf: biasInput) }
    BLAS.multiply(input, weightInput.view, transposeB: true, into: fromInput.view, beta: 1)
    let state = Matrix(rows: 1, columns: size)
    let fromState = Matrix(rows: 1, columns: 3 * size)
    for time in order {
      _ = fromState.elements.update(fromContentsOf: biasRecurrent)
      BLAS.multiply(weightRecurrent.view, vector: state.elements, into: fromState.elements, beta: 1)
      ck_gru_step(fromInput.row(time).baseAddress!, fromState.pointer, state.pointer, size)
      (output.row(time).baseAddress! + column).update(from: state.pointer, count: size)
    }
  }
}
