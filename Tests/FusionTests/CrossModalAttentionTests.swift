import Foundation
import Numerics
import TestSupport
import Testing

@testable import Fusion

@Suite struct CrossModalAttentionTests {
  private let queries = Self.waves(rows: 5, columns: 256, phase: 0.3)
  private let keys = Self.waves(rows: 4, columns: 512, phase: 1.1)
  /// The first query has one key in reach, the last none.
  private static let times = [-0.95, 0.0, 0.35, 0.8, 1.9]
  private static let keyTimes = [-0.02, 0.11, 0.5, 0.85]

  private static func waves(rows: Int, columns: Int, phase: Double) -> Matrix {
    let values = (0..<rows * columns).map { Float(sin(Double($0) * 0.7 + phase * Double($0 % 11))) }
    return Matrix(rows: rows, columns: columns, values: values)
  }

  private func attention() throws -> CrossModalAttention {
    try CrossModalAttention("fusion.voice", in: Vectors.model("emocli-av"), queryWidth: 256, keyWidth: 512)
  }

  private func attended(_ keys: Matrix, at keyTimes: [Double]) throws -> Matrix {
    try attention()(TimedSequences(queries, at: Self.times), attendingTo: TimedSequences(keys, at: keyTimes))
  }

  @Test func matchesThePlainFormula() throws {
    let reference = AttentionReference("fusion.voice", in: try Vectors.model("emocli-av"))
    let expected = try reference(queries, at: Self.times, attendingTo: keys, at: Self.keyTimes)
    let found = try attended(keys, at: Self.keyTimes)
    for (row, values) in expected.enumerated() {
      #expect(maxDifference(found.row(row).map(Double.init), values) < 1e-4)
    }
  }

  @Test func queryWithoutKeysIsOnlyNormalised() throws {
    let none = try attended(Matrix(rows: 0, columns: 512), at: [])
    let some = try attended(keys, at: Self.keyTimes)
    #expect(Array(none.row(4)) == Array(some.row(4)))
    #expect(Array(none.row(1)) != Array(some.row(1)))
    #expect(none.values.allSatisfy { $0.isFinite })
  }

  @Test func dependsOnKeyTimesNotKeyOrder() throws {
    let order = [2, 0, 3, 1]
    let shuffled = Matrix(rows: 4, columns: 512, values: order.flatMap { Array(keys.row($0)) })
    let found = try attended(keys, at: Self.keyTimes)
    #expect(try attended(shuffled, at: order.map { Self.keyTimes[$0] }).maxDifference(to: found) < 1e-5)
    #expect(try attended(shuffled, at: Self.keyTimes).maxDifference(to: found) > 1e-3)
  }

  @Test func ignoresKeysOutOfReach() throws {
    let near = Matrix(rows: 2, columns: 512, values: keys.elements.prefix(1024))
    let far = try attended(keys, at: [-0.02, 0.11, 40, -40])
    #expect(far.maxDifference(to: try attended(near, at: [-0.02, 0.11])) < 1e-5)
  }
}

@Suite struct RelativeTimeBiasTests {
  @Test func mapsTimeDifferencesToKnots() {
    let places = RelativeTimeBias.positions(queries: [2.0, 2.25], keys: [1.0, 2.0, 3.0, 3.1])
    #expect(Array(places.row(0)) == [20, 10, 0, -1])
    #expect(places[1, 0] == -1)
    #expect(abs(places[1, 1] - 12.5) < 1e-5)
  }

  @Test func interpolatesLinearlyBetweenKnots() throws {
    let file = try Vectors.model("emocli-av")
    let bias = try RelativeTimeBias("fusion.voice.time", in: file, heads: 8)
    let table = try file.rows("fusion.voice.time")
    for difference in [-1.0, -0.93, -0.5, 0, 0.01, 0.77, 1.0] {
      let place = RelativeTimeBias.positions(queries: [difference], keys: [0])[0, 0]
      let expected = AttentionReference.interpolate(table.row(3).map(Double.init), at: difference)
      #expect(abs(Double(bias.value(head: 3, position: place)) - expected) < 1e-5)
    }
  }
}
