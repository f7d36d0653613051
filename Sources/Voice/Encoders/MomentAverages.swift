import Foundation
import Numerics

/// Averages a stream of hidden states, one every 20 ms, onto the fusion's moments, one every 40 ms.
///
/// A moment is the mean of the states within 40 ms, weighted by 1 − |Δt| / 40 ms (¼, ½, ¼ where states lie on moments);
/// at both ends the weights of the states that exist are scaled up to a sum of 1.
struct MomentAverages {
  /// Columns of a state and of a moment.
  let columns: Int
  /// Moments returned so far.
  private(set) var momentCount = 0

  /// Weights of the states 2 m + `first`, 2 m + `first` + 1, … of moment m.
  private let weights: [Float]
  private let first: Int
  /// The states that coming moments need, and the number of the first.
  private var states: Matrix
  private var statesStart = 0
  private var stateCount: Int { statesStart + states.rows }

  /// - Parameters:
  ///   - firstStateSeconds: centre of the first state; moment 0 is at 0 s.
  ///   - columns: of a state.
  init(firstStateSeconds: Double, columns: Int) {
    self.columns = columns
    states = Matrix(rows: 0, columns: columns)
    // Distances are in states: moment m is at 2 m, state i at i + offset, and the weight is 0 from 2 on.
    let offset = 2 * firstStateSeconds / VoiceClock.momentSeconds
    first = Int(floor(-2 - offset)) + 1
    let last = Int(ceil(2 - offset)) - 1
    weights = (first...last).map { Float(1 - abs(Double($0) + offset) / 2) }
  }

  /// Appends states, (states, columns), and returns the moments of which all states are there now.
  mutating func append(_ more: Matrix) -> Matrix {
    guard more.rows > 0 else { return more }
    states = Matrix(below: [states, more], columns: columns)
    let end = (stateCount - first - weights.count + 2) / 2
    return take(upTo: max(momentCount, end))
  }

  /// Ends the sound, which has `count` moments, and returns the rest. A moment without states takes the nearest.
  mutating func finish(momentCount count: Int) -> Matrix {
    precondition(count >= momentCount, "\(momentCount) moments of \(count) are out already")
    precondition(stateCount > 0, "moments of no states")
    return take(upTo: count)
  }

  private mutating func take(upTo end: Int) -> Matrix {
    let moments = Matrix(rows: end - momentCount, columns: columns)
    for row in 0..<moments.rows { average(momentCount + row, into: moments, row: row) }
    momentCount = end
    // The last state always stays: it may be the nearest to later moments.
    let start = min(max(statesStart, 2 * momentCount + first), stateCount - 1)
    states = Matrix(
      rows: stateCount - start,
      columns: columns,
      values: states.elements[((start - statesStart) * columns)...]
    )
    statesStart = start
    return moments
  }

  private func average(_ moment: Int, into moments: Matrix, row: Int) {
    let range = 2 * moment + first..<2 * moment + first + weights.count
    let present = range.clamped(to: statesStart..<stateCount)
    guard !present.isEmpty else {
      return moments.add(states, row: states.rows - 1, to: row, times: 1)
    }
    let chosen = weights[present.lowerBound - range.lowerBound..<present.upperBound - range.lowerBound]
    let sum = chosen.reduce(0, +)
    for (state, weight) in zip(present, chosen) {
      moments.add(states, row: state - statesStart, to: row, times: weight / sum)
    }
  }
}
