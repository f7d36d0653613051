import Foundation
import Numerics
import Testing

@testable import Face

@Suite("Oriented gradients")
struct OrientedGradientsTests {
  private static let side = OrientedGradients.side

  /// Noise on waves: all directions, strong and faint.
  static func frame(seed: UInt64) -> Matrix {
    var state = seed
    let values = (0..<side * side).map { index -> Float in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let (x, y) = (Double(index % side), Double(index / side))
      let wave = 60 * sin(x * x / 300 + Double(seed)) + 50 * cos(y * x / 200)
      return Float(120 + wave + Double(state >> 40) / Double(1 << 24) * 20 * x / 96).rounded()
    }
    return Matrix(rows: side, columns: side, values: values)
  }

  static func mirrored(_ frame: Matrix) -> Matrix {
    let rows = (0..<frame.rows).flatMap { frame.row($0).reversed() }
    return Matrix(rows: frame.rows, columns: frame.columns, values: rows)
  }

  @Test("The fast kernel equals the definition", arguments: [1, 2, 3] as [UInt64])
  func kernel(seed: UInt64) {
    let frame = Self.frame(seed: seed)
    let features = OrientedGradients.features(of: frame)
    let expected = PlainGradients.features(frame.values.map(Double.init))
    let differences = zip(features.values, expected).map { abs(Double($0) - $1) }
    #expect(features.rows == 144 && features.columns == 31 && expected.count == 144 * 31)
    #expect(differences.max()! < 1e-5)
  }

  @Test("An image with a single gradient direction fills only its bins")
  func directions() {
    let side = Self.side
    // In eighths of a turn, so that half of the directions fall between two bins of 20 degrees.
    for step in 0..<8 {
      let angle = Double(step) * .pi / 4
      let values = (0..<side * side).map { index in
        Float(128 + cos(angle) * Double(index % side - 48) + sin(angle) * Double(index / side - 48))
      }
      let features = OrientedGradients.features(of: Matrix(rows: side, columns: side, values: values))
      let inner = features.row(5 * 12 + 5)
      let place = Double(step) * 18 / 8
      let near = Set([Int(floor(place)) % 18, Int(ceil(place)) % 18])
      for bin in 0..<18 { #expect(near.contains(bin) == (inner[bin] > 0.1), "step \(step), bin \(bin)") }
    }
  }

  @Test("A flat image has no gradients")
  func flat() {
    let side = Self.side
    let features = OrientedGradients.features(
      of: Matrix(rows: side, columns: side, values: [Float](repeating: 77, count: side * side))
    )
    #expect(features.values.allSatisfy { $0 == 0 })
  }

  @Test("A mirrored image has the features in mirrored order")
  func mirror() {
    let frame = Self.frame(seed: 4)
    let features = OrientedGradients.features(of: frame).values
    let other = OrientedGradients.features(of: Self.mirrored(frame)).values
    let order = OrientedGradients.mirroredOrder
    #expect(order.indices.allSatisfy { order[order[$0]] == $0 })
    #expect(order.indices.allSatisfy { abs(other[$0] - features[order[$0]]) < 1e-5 })
    #expect(!zip(features, other).allSatisfy { abs($0 - $1) < 0.01 })
  }
}

/// Oriented gradients by their definition, in double precision.
enum PlainGradients {
  private static let side = 96
  private static let cells = 12
  typealias Cells = [[[Double]]]

  /// An image (96 · 96) to (12 · 12 · 31).
  static func features(_ frame: [Double]) -> [Double] {
    let signed = histograms(frame)
    let unsigned = signed.map { $0.map { cell in (0..<9).map { cell[$0] + cell[$0 + 9] } } }
    func energy(_ row: Int, _ column: Int) -> Double {
      unsigned[min(max(row, 0), cells - 1)][min(max(column, 0), cells - 1)].reduce(0) { $0 + $1 * $1 }
    }
    var result: [Double] = []
    for row in 0..<cells {
      for column in 0..<cells {
        let scales = [(0, 0), (1, 0), (0, 1), (1, 1)].map { down, across in
          let (top, left) = (row - 1 + down, column - 1 + across)
          let sum =
            energy(top, left) + energy(top + 1, left) + energy(top, left + 1) + energy(top + 1, left + 1)
          return 1 / (sum + 1).squareRoot()
        }
        func clipped(_ value: Double) -> [Double] { scales.map { min(value * $0, 0.2) } }
        let both = signed[row][column].map(clipped)
        result += both.map { $0.reduce(0, +) / 2 }
        result += unsigned[row][column].map { clipped($0).reduce(0, +) / 2 }
        result += (0..<4).map { block in 0.2357 * both.reduce(0) { $0 + $1[block] } }
      }
    }
    return result
  }

  /// Each pixel's magnitude, split between two directions and four cells.
  private static func histograms(_ frame: [Double]) -> Cells {
    var result = Cells(repeating: .init(repeating: .init(repeating: 0, count: 18), count: cells), count: cells)
    for y in 0..<side {
      for x in 0..<side {
        let inner = 1..<side - 1
        let across = inner ~= x ? (frame[y * side + x + 1] - frame[y * side + x - 1]) / 2 : 0
        let down = inner ~= y ? (frame[(y + 1) * side + x] - frame[(y - 1) * side + x]) / 2 : 0
        let angle = atan2(down, across)
        let place = (angle < 0 ? angle + 2 * .pi : angle) / (2 * .pi) * 18
        let (row, column) = ((Double(y) + 0.5) / 8 - 0.5, (Double(x) + 0.5) / 8 - 0.5)
        for (cellRow, rowShare) in shares(row) where 0..<cells ~= cellRow {
          for (cellColumn, columnShare) in shares(column) where 0..<cells ~= cellColumn {
            for (bin, share) in shares(place) {
              result[cellRow][cellColumn][bin % 18] += hypot(across, down) * rowShare * columnShare * share
            }
          }
        }
      }
    }
    return result
  }

  /// The integers on both sides of a position, and its share in each.
  private static func shares(_ place: Double) -> [(Int, Double)] {
    let low = floor(place)
    return [(Int(low), 1 - (place - low)), (Int(low) + 1, place - low)]
  }
}
