/// When a column counts as flat: what is left of it is rounding, and nothing is divided by it.
public enum FlatnessRule: Equatable, Sendable {
  /// Its standard deviation is at most this share of its greatest magnitude. A column with a number that is not finite is
  /// not flat and becomes NaN.
  case relative(Double)
  /// Its standard deviation is not above this; so is that of a column with a number that is not finite.
  case absolute(Double)

  fileprivate func isFlat(deviation: Double, maximum: Double) -> Bool {
    switch self {
    case .relative(let share): deviation <= share * maximum
    case .absolute(let bound): !(deviation > bound)
    }
  }
}

extension Matrix {
  /// Every column less its mean, over its standard deviation; zeros where it is flat. Sums are in double precision.
  ///
  /// - Parameter measured: the rows from which mean and deviation are taken, all where nil. Without any, all is 0.
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

/// Pearson's correlation.
public enum Correlation {
  /// How it is computed, and which side counts as flat. The two round differently.
  public enum Formula: Equatable, Sendable {
    /// From the deviations from the means, in two passes; flat is a variance of at most this.
    case deviations(flatVariance: Double)
    /// From means of products less products of means, in one pass; flat is a standard deviation of at most this.
    case products(flatDeviation: Double)
  }

  /// The correlation of `count` pairs, −1…1 but for rounding; 0 where either side is flat among them, or without any.
  ///
  /// - Parameter pair: the pair at an index; asked once for each, ascending.
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
