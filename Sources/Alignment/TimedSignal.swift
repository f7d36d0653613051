import Numerics

/// A stream of measurements, each with its time.
public struct TimedSignal {
  /// In seconds; must not decrease.
  public let times: [Double]
  /// (moments, columns); the columns of two aligned signals measure the same, or things that move together.
  public let values: Matrix

  public init(times: [Double], values: Matrix) {
    precondition(times.count == values.rows, "\(times.count) times for \(values.rows) moments")
    self.times = times
    self.values = values
  }

  /// Standardises each column to mean 0 and standard deviation 1. A flat column, whose deviation is at most a millionth
  /// of its largest magnitude, becomes zeros, as the rest is rounding.
  func standardised() -> TimedSignal {
    TimedSignal(times: times, values: values.standardisedColumns(flat: .relative(1e-6)))
  }

  /// The moments with these indices.
  func selecting(_ indices: [Int]) -> TimedSignal {
    let result = Matrix(rows: indices.count, columns: values.columns)
    for (row, index) in indices.enumerated() { _ = result.row(row).update(fromContentsOf: values.row(index)) }
    return TimedSignal(times: indices.map { times[$0] }, values: result)
  }
}

extension TimedSignal {
  /// Interpolates the values linearly at ascending instants between the first and the last time: (instants, columns) in
  /// row-major order.
  func interpolated(at instants: [Double]) -> [Double] {
    var result: [Double] = []
    result.reserveCapacity(instants.count * values.columns)
    var next = 0
    for instant in instants {
      while next < times.count, times[next] <= instant { next += 1 }
      let before = next - 1
      for column in 0..<values.columns {
        let value = Double(values[before, column])
        guard next < times.count else {
          result.append(value)
          continue
        }
        let slope = (Double(values[next, column]) - value) / (times[next] - times[before])
        result.append(slope * (instant - times[before]) + value)
      }
    }
    return result
  }
}
