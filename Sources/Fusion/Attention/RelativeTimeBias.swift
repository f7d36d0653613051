import Networks
import Numerics

/// A learned bias on attention scores by relative time: for each head, one value every 0.1 s from −1 to +1 s, with
/// linear interpolation in between. Keys more than 1 s away are masked.
struct RelativeTimeBias {
  static let reachSeconds = 1.0
  static let knotSeconds = 0.1
  static let knots = 21
  /// Distances are sums of decimal fractions: rounding must not mask a key that is exactly 1 s away.
  private static let tolerance = 1e-6

  /// (heads, 21)
  let table: Matrix

  /// Reads `name` (heads, 21). Throws `SafeTensorsError`.
  init(_ name: String, in source: some WeightSource, heads: Int) throws {
    table = try source.weights(name, shape: [heads, Self.knots], initial: .zeros)
  }

  /// Returns the position of each difference query − key among the knots, (queries, keys): 0 to 20, or −1 where the key
  /// is out of reach. Both instants are in seconds on one clock. All heads share these positions.
  static func positions(queries: [Double], keys: [Double]) -> Matrix {
    let positions = Matrix(rows: queries.count, columns: keys.count)
    for (query, instant) in queries.enumerated() {
      let row = positions.row(query)
      for (key, keyInstant) in keys.enumerated() {
        let difference = instant - keyInstant
        let isReached = abs(difference) <= reachSeconds + tolerance
        let position = (difference + reachSeconds) / knotSeconds
        row[key] = isReached ? Float(min(max(position, 0), Double(knots - 1))) : -1
      }
    }
    return positions
  }

  /// Returns the bias of a head at a position among the knots, 0 to 20.
  func value(head: Int, position: Float) -> Float {
    let row = table.row(head)
    let knot = min(Int(position), Self.knots - 2)
    return row[knot] + (position - Float(knot)) * (row[knot + 1] - row[knot])
  }

  /// Adds the gradients with respect to the biases, (queries, keys), to the knots (21) on both sides of each position.
  static func add(_ gradients: Matrix, at positions: Matrix, to knots: UnsafeMutableBufferPointer<Float>) {
    let (gradients, positions) = (gradients.elements, positions.elements)
    for index in gradients.indices where positions[index] >= 0 {
      let knot = min(Int(positions[index]), Self.knots - 2)
      let share = positions[index] - Float(knot)
      knots[knot] += (1 - share) * gradients[index]
      knots[knot + 1] += share * gradients[index]
    }
  }
}
