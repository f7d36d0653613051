import Foundation
import Networks
import Numerics

/// Contrastive loss between the voice and face embeddings of a batch, in both directions (InfoNCE; van den Oord et al.,
/// "Representation learning with contrastive predictive coding", 2018). It increases the cosine similarity of matching
/// pairs relative to all others.
public struct ContrastiveLoss: Sendable {
  /// Divisor of the cosines.
  public let temperature: Float

  public init(temperature: Float = 0.1) {
    self.temperature = temperature
  }

  /// Returns the mean loss of pairs, voice (pairs, width) and face (pairs, width), times `weight`, and adds its
  /// gradients to theirs. The loss of fewer than two pairs is 0.
  @discardableResult
  public func callAsFunction(_ voice: Matrix, _ face: Matrix, weight: Double = 1, on tape: Tape?) -> Double {
    precondition(voice.rows == face.rows && voice.columns == face.columns, "voices and faces do not pair")
    let pairs = voice.rows
    guard pairs > 1 else { return 0 }
    let (v, f) = (NormalizedRows(voice), NormalizedRows(face))
    let cosines = Matrix(rows: pairs, columns: pairs)
    BLAS.multiply(v.rows.view, f.rows.view, transposeB: true, into: cosines.view, alpha: 1 / temperature)
    let cosineGradient = Matrix(rows: pairs, columns: pairs)
    var loss = 0.0
    for pair in 0..<pairs {
      loss += addGradient(of: (0..<pairs).map { (pair, $0) }, in: cosines, truth: pair, to: cosineGradient)
      loss += addGradient(of: (0..<pairs).map { ($0, pair) }, in: cosines, truth: pair, to: cosineGradient)
    }
    let share = weight / Double(2 * pairs)
    if let tape {
      let scale = Float(share) / temperature
      let (toV, toF) = (Matrix(rows: pairs, columns: voice.columns), Matrix(rows: pairs, columns: face.columns))
      BLAS.multiply(cosineGradient.view, f.rows.view, into: toV.view, alpha: scale)
      BLAS.multiply(cosineGradient.view, v.rows.view, transposeA: true, into: toF.view, alpha: scale)
      if let gradient = tape.gradient(of: voice) { v.backward(from: toV, to: gradient) }
      if let gradient = tape.gradient(of: face) { f.backward(from: toF, to: gradient) }
    }
    return share * loss
  }

  /// Returns the cross-entropy of one row or column of cosines, and adds its gradient, softmax − one-hot target, to
  /// `cosineGradient`.
  private func addGradient(
    of cells: [(row: Int, column: Int)],
    in cosines: Matrix,
    truth: Int,
    to cosineGradient: Matrix
  ) -> Double {
    let maximum = cells.reduce(-Float.infinity) { max($0, cosines[$1.row, $1.column]) }
    let powers = cells.map { exp(Double(cosines[$0.row, $0.column] - maximum)) }
    let sum = powers.reduce(0, +)
    for (cell, power) in zip(cells, powers) { cosineGradient[cell.row, cell.column] += Float(power / sum) }
    cosineGradient[truth, truth] -= 1
    return log(sum) - log(powers[truth])
  }
}

/// Rows scaled to unit length.
private struct NormalizedRows {
  let rows: Matrix
  private let lengths: [Float]

  init(_ matrix: Matrix) {
    rows = Matrix(rows: matrix.rows, columns: matrix.columns, values: matrix.elements)
    lengths = (0..<matrix.rows).map { row in
      matrix.row(row).reduce(0) { $0 + $1 * $1 }.squareRoot() + 1e-6
    }
    for (row, length) in lengths.enumerated() {
      let values = rows.row(row)
      for column in values.indices { values[column] /= length }
    }
  }

  /// Propagates a gradient with respect to the unit rows to the rows before scaling.
  func backward(from gradient: Matrix, to target: Matrix) {
    for (row, length) in lengths.enumerated() {
      let (unit, upstream, sum) = (rows.row(row), gradient.row(row), target.row(row))
      var along: Float = 0
      for column in unit.indices { along += unit[column] * upstream[column] }
      for column in unit.indices { sum[column] += (upstream[column] - along * unit[column]) / length }
    }
  }
}
