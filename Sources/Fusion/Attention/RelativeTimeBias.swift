import Networks
import Numerics

/// A learnt bias on attention scores by relative time: one value a head at knots every 0.1 s from −1 to +1 s, linear
/// between them. Keys further away than 1 s are out of reach.
struct RelativeTimeBias {
  static let reachSeconds = 1.0
  static let knotSeconds = 0.1
  static let knots = 21
  /// Distances are sums of decimal fractions: one that is 1 s on paper must not be lost to rounding.
  private static let tolerance = 1e-6

  /// (heads, 21)
  let table: Matrix

  /// Reads `name` (heads, 21). Throws `SafeTensorsError`.
  init(_ name: String, in source: some WeightSource, heads: Int) throws {
    table = try source.weights(name, shape: [heads, Self.knots], initial: .zeros)
  }

  /// Where each difference query − key lies among the knots, (queries, keys): 0 to 20, or −1 out of reach. Instants in
  /// seconds on one clock. The same for all heads.
  static func places(queries: [Double], keys: [Double]) -> Matrix {
    let places = Matrix(rows: queries.count, columns: keys.count)
    for (query, instant) in queries.enumerated() {
      let row = places.row(query)
      for (key, keyInstant) in keys.enumerated() {
        let difference = instant - keyInstant
        let isReached = abs(difference) <= reachSeconds + tolerance
        let place = (difference + reachSeconds) / knotSeconds
        row[key] = isReached ? Float(min(max(place, 0), Double(knots - 1))) : -1
      }
    }
    return places
  }

  /// The bias of a head at a place among the knots, 0 to 20.
  func value(head: Int, place: Float) -> Float {
    let row = table.row(head)
    let knot = min(Int(place), Self.knots - 2)
    return row[knot] + (place - Float(knot)) * (row[knot + 1] - row[knot])
  }

  /// Adds each gradient with respect to a bias, (queries, keys) at these places, to the knots (21) on both sides.
  static func add(_ gradients: Matrix, at places: Matrix, to knots: UnsafeMutableBufferPointer<Float>) {
    let (gradients, places) = (gradients.elements, places.elements)
    for index in gradients.indices where places[index] >= 0 {
      let knot = min(Int(places[index]), Self.knots - 2)
      let share = places[index] - Float(knot)
      knots[knot] += (1 - share) * gradients[index]
      knots[knot + 1] += share * gradients[index]
    }
  }
}
