import Foundation
import Numerics

/// Reference attention straight from the formula: scalar loops in double precision.
struct AttentionReference {
  private let file: SafeTensors
  private let name: String

  init(_ name: String, in file: SafeTensors) {
    self.file = file
    self.name = name
  }

  func callAsFunction(_ queries: Matrix, at times: [Double], attendingTo keys: Matrix, at keyTimes: [Double]) throws
    -> [[Double]]
  {
    let rows = Self.rows(queries)
    let q = try linear("query", rows)
    let k = try linear("key", Self.rows(keys))
    let v = try linear("value", Self.rows(keys))
    let table = Self.rows(try file.rows("\(name).time"))
    let context = q.indices.map { query in
      (0..<8).flatMap { head in
        let channels = head * 128..<(head + 1) * 128
        let weights = k.indices.map { key -> Double in
          let difference = times[query] - keyTimes[key]
          guard abs(difference) <= 1 else { return 0 }
          let product = channels.reduce(0) { $0 + q[query][$1] * k[key][$1] }
          return exp(product / 128.0.squareRoot() + Self.interpolate(table[head], at: difference))
        }
        let sum = weights.reduce(0, +)
        return channels.map { channel in
          sum == 0 ? 0 : v.indices.reduce(0) { $0 + weights[$1] / sum * v[$1][channel] }
        }
      }
    }
    let change = try linear("output", context)
    return try rows.indices.map { query in
      let reachesAKey = keyTimes.contains { abs(times[query] - $0) <= 1 }
      return try normalise(zip(rows[query], change[query]).map { $0 + (reachesAKey ? $1 : 0) })
    }
  }

  /// Interpolates the table between its knots at −1.0, −0.9 … 1.0 s.
  static func interpolate(_ table: [Double], at difference: Double) -> Double {
    let knots = table.indices.map { -1 + 0.1 * Double($0) }
    let above = max(1, knots.firstIndex { $0 >= difference } ?? 20)
    let share = (difference - knots[above - 1]) / (knots[above] - knots[above - 1])
    return (1 - share) * table[above - 1] + share * table[above]
  }

  private static func rows(_ matrix: Matrix) -> [[Double]] {
    (0..<matrix.rows).map { matrix.row($0).map(Double.init) }
  }

  private func linear(_ part: String, _ input: [[Double]]) throws -> [[Double]] {
    let weight = Self.rows(try file.rows("\(name).\(part).weight"))
    let bias = Self.rows(try file.rows("\(name).\(part).bias"))[0]
    return input.map { row in
      weight.indices.map { output in zip(row, weight[output]).reduce(bias[output]) { $0 + $1.0 * $1.1 } }
    }
  }

  private func normalise(_ row: [Double]) throws -> [Double] {
    let weight = Self.rows(try file.rows("\(name).norm.weight"))[0]
    let bias = Self.rows(try file.rows("\(name).norm.bias"))[0]
    let mean = row.reduce(0, +) / Double(row.count)
    let variance = row.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(row.count)
    return row.indices.map { (row[$0] - mean) / (variance + 1e-5).squareRoot() * weight[$0] + bias[$0] }
  }
}
