import CKernels

/// A linear map fitted by ridge regression (Hoerl and Kennard, "Ridge regression", 1970). Sums are in double precision.
public struct RidgeRegression {
  /// (targets, inputs)
  public let weights: Matrix
  /// (1, targets)
  public let bias: Matrix

  /// - Parameters:
  ///   - inputs: (observations, inputs).
  ///   - targets: (observations, targets); at least one observation.
  ///   - ridge: the penalty, added to the variance of every input; above 0.
  public init(inputs: Matrix, targets: Matrix, ridge: Double) {
    precondition(inputs.rows == targets.rows && inputs.rows > 0, "\(inputs.rows) inputs, \(targets.rows) targets")
    precondition(ridge > 0, "a ridge of \(ridge)")
    let (order, count) = (inputs.columns, targets.columns)
    let (inputMeans, targetMeans) = (Self.means(inputs), Self.means(targets))
    var moments = [Double](repeating: 0, count: order * order)
    var products = [Double](repeating: 0, count: count * order)
    for observation in 0..<inputs.rows {
      let input = zip(inputs.row(observation), inputMeans).map { Double($0) - $1 }
      let target = zip(targets.row(observation), targetMeans).map { Double($0) - $1 }
      for (row, value) in input.enumerated() {
        for column in 0..<order { moments[row * order + column] += value * input[column] }
      }
      for (row, value) in target.enumerated() {
        for column in 0..<order { products[row * order + column] += value * input[column] }
      }
    }
    for index in 0..<order { moments[index * order + index] += ridge * Double(inputs.rows) }
    let isSolved = ck_solve_positive(Int32(order), Int32(count), &moments, &products)
    precondition(isSolved, "the inputs contain numbers that are not finite")
    weights = Matrix(rows: count, columns: order, values: products.map(Float.init))
    let shifts = (0..<count).map { target in
      (0..<order).reduce(targetMeans[target]) { $0 - products[target * order + $1] * inputMeans[$1] }
    }
    bias = Matrix(rows: 1, columns: count, values: shifts.map(Float.init))
  }

  /// Returns the mean of each column.
  private static func means(_ matrix: Matrix) -> [Double] {
    var sums = [Double](repeating: 0, count: matrix.columns)
    for row in 0..<matrix.rows {
      for (column, value) in matrix.row(row).enumerated() { sums[column] += Double(value) }
    }
    return sums.map { $0 / Double(matrix.rows) }
  }
}
