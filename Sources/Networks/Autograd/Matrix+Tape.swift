import CKernels
import Numerics

/// Operations between layers that a tape records.
extension Matrix {
  /// Returns every row multiplied by its factor. Factors are constants and get no gradient.
  public func scaled(rowsBy factors: [Float], on tape: Tape?) -> Matrix {
    precondition(factors.count == rows, "\(factors.count) factors for \(rows) rows")
    if factors.allSatisfy({ $0 == 1 }) { return self }
    let output = Matrix(rows: rows, columns: columns)
    for row in 0..<rows { output.add(self, row: row, to: row, times: factors[row]) }
    tape?.record(output, from: [self]) { [self] tape, gradient in
      guard let toInput = tape.gradient(of: self) else { return }
      for row in 0..<rows { toInput.add(gradient, row: row, to: row, times: factors[row]) }
    }
    return output
  }

  /// Returns the elementwise product with factors, which are constants and get no gradient.
  public func times(_ factors: Matrix, on tape: Tape?) -> Matrix {
    let output = Matrix(copying: self)
    output.multiply(by: factors)
    tape?.record(output, from: [self]) { [self] tape, gradient in
      guard let toInput = tape.gradient(of: self) else { return }
      ck_add_product(gradient.pointer, factors.pointer, toInput.pointer, rows * columns)
    }
    return output
  }

  /// Returns the sum of two matrices of the same shape.
  public func plus(_ other: Matrix, on tape: Tape?) -> Matrix {
    precondition(rows == other.rows && columns == other.columns, "the shapes differ")
    let output = Matrix(rows: rows, columns: columns, values: elements)
    output.add(other)
    tape?.record(output, from: [self, other]) { [self] tape, gradient in
      tape.gradient(of: self)?.add(gradient)
      tape.gradient(of: other)?.add(gradient)
    }
    return output
  }

  /// Returns max(0, ·) of every element.
  public func rectified(on tape: Tape?) -> Matrix {
    let output = Matrix(rows: rows, columns: columns)
    let (values, results) = (elements, output.elements)
    for index in results.indices { results[index] = max(values[index], 0) }
    tape?.record(output, from: [self]) { [self] tape, gradient in
      guard let toInput = tape.gradient(of: self) else { return }
      let (upstream, sums) = (gradient.elements, toInput.elements)
      for index in sums.indices where results[index] > 0 { sums[index] += upstream[index] }
    }
    return output
  }

  /// Returns this matrix with the columns of another to its right.
  public func beside(_ other: Matrix, on tape: Tape?) -> Matrix {
    precondition(rows == other.rows, "\(rows) rows beside \(other.rows)")
    let joined = Matrix(rows: rows, columns: columns + other.columns)
    for row in 0..<rows {
      _ = UnsafeMutableBufferPointer(rebasing: joined.row(row)[..<columns]).update(fromContentsOf: self.row(row))
      _ = UnsafeMutableBufferPointer(rebasing: joined.row(row)[columns...]).update(fromContentsOf: other.row(row))
    }
    tape?.record(joined, from: [self, other]) { [self] tape, gradient in
      let (toLeft, toRight) = (tape.gradient(of: self), tape.gradient(of: other))
      for row in 0..<rows {
        let upstream = gradient.row(row)
        if let sum = toLeft?.row(row) { for column in sum.indices { sum[column] += upstream[column] } }
        if let sum = toRight?.row(row) { for column in sum.indices { sum[column] += upstream[columns + column] } }
      }
    }
    return joined
  }

  /// Returns the chosen rows, in this order.
  public func selecting(rows chosen: [Int], on tape: Tape?) -> Matrix {
    let output = Matrix(rows: chosen.count, columns: columns)
    for (row, source) in chosen.enumerated() { _ = output.row(row).update(fromContentsOf: self.row(source)) }
    tape?.record(output, from: [self]) { [self] tape, gradient in
      guard let toInput = tape.gradient(of: self) else { return }
      for (row, source) in chosen.enumerated() { toInput.add(gradient, row: row, to: source, times: 1) }
    }
    return output
  }

  /// Stacks matrices vertically, recorded for the backward pass.
  public convenience init(below parts: [Matrix], columns: Int, on tape: Tape?) {
    self.init(below: parts, columns: columns)
    tape?.record(self, from: parts) { tape, gradient in
      var start = 0
      for part in parts {
        if let sum = tape.gradient(of: part) {
          for row in 0..<part.rows { sum.add(gradient, row: start + row, to: row, times: 1) }
        }
        start += part.rows
      }
    }
  }
}
