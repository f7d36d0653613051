/// When a column counts as flat: its deviation is only rounding, so nothing is divided by it.
public enum FlatnessRule: Equatable, Sendable {
  /// Its standard deviation is at most this fraction of its maximum magnitude. A column with a number that is not
  /// finite is not flat and becomes NaN.
  case relative(Double)
  /// Its standard deviation is at most this. A column with a number that is not finite is flat, too.
  case absolute(Double)

  fileprivate func isFlat(deviation: Double, maximum: Double) -> Bool {
    switch self {
    case .relative(let share): deviation <= share * maximum
    case .absolute(let bound): !(deviation > bound)
    }
  }
}

extension Matrix {
  /// Returns the matrix with every column centred and divided by its standard deviation; flat columns become 0. Sums
  /// are in double precision.
  ///
  /// - Parameter measured: the rows that determine mean and deviation; nil for all. If empty, the result is 0.
  public func standardisedColumns(over measured: [Int]? = nil, flat: FlatnessRule) -> Matrix {
    let result = Matrix(rows: rows, columns: columns)
    let measured = measured ?? Array(0..<rows)
    guard !measured.isEmpty else { return result }
    for column in 0..<columns {
      var (sum, maximum) = (0.0, 0.0)
      for row in measured {
        sum += Double(self[row, column])
        maximum = max(maximum, abs(Double(self[row, column])))
      }
      let mean = sum / Double(measured.count)
      var squares = 0.0
      for row in measured {
        let difference = Double(self[row, column]) - mean
        squares += difference * difference
      }
      let deviation = (squares / Double(measured.count)).squareRoot()
      if flat.isFlat(deviation: deviation, maximum: maximum) { continue }
      for row in 0..<rows { result[row, column] = Float((Double(self[row, column]) - mean) / deviation) }
    }
    return result
  }
}

/// Pearson's correlation coefficient.
public enum Correlation {
  /// The formula, and when a side counts as flat. The two formulas round differently.
  public enum Formula: Equatable, Sendable {
    /// Two passes, from the deviations from the means; flat means a variance of at most this.
    case deviations(flatVariance: Double)
    /// One pass, from the mean of products minus the product of means; flat means a standard deviation of at most this.
    case products(flatDeviation: Double)
  }

  /// Returns the correlation of `count` pairs, −1…1 up to rounding; 0 if either side is flat or there are no pairs.
  ///
  /// - Parameter pair: returns the pair at an index; called once per index, ascending.
  public static func pearson(count: Int, _ formula: Formula, pair: (Int) -> (x: Double, y: Double)) -> Double {
    guard count > 0 else { return 0 }
    return switch formula {
    case .deviations(let flat): ofDeviations((0..<count).map(pair), flat)
    case .products(let flat): ofProducts(count, flat, pair)
    }
  }

  private static func ofDeviations(_ pairs: [(x: Double, y: Double)], _ flat: Double) -> Double {
    let count = Double(pairs.count)
    let meanX = pairs.reduce(0) { $0 + $1.x } / count
    let meanY = pairs.reduce(0) { $0 + $1.y } / count
    var (squaresX, squaresY, products) = (0.0, 0.0, 0.0)
    for (x, y) in pairs {
      squaresX += (x - meanX) * (x - meanX)
      squaresY += (y - meanY) * (y - meanY)
      products += (x - meanX) * (y - meanY)
    }
    guard min(squaresX, squaresY) / count > flat else { return 0 }
    return products / (squaresX * squaresY).squareRoot()
  }

  private static func ofProducts(_ number: Int, _ flat: Double, _ pair: (Int) -> (x: Double, y: Double)) -> Double {
    let count = Double(number)
    var (sumX, sumY, squaresX, squaresY, products) = (0.0, 0.0, 0.0, 0.0, 0.0)
    for index in 0..<number {
      let (x, y) = pair(index)
      sumX += x
      sumY += y
      squaresX += x * x
      squaresY += y * y
      products += x * y
    }
    let spreadX = max(0, squaresX / count - sumX * sumX / count / count).squareRoot()
    let spreadY = max(0, squaresY / count - sumY * sumY / count / count).squareRoot()
    guard spreadX > flat, spreadY > flat else { return 0 }
    return (products / count - sumX * sumY / count / count) / (spreadX * spreadY)
  }
}
