import Foundation

/// Oriented gradients by their definition, in doubles.
enum PlainGradients {
  private static let side = 96
  private static let cells = 12
  typealias Cells = [[[Double]]]

  /// A picture (96 · 96) to (12 · 12 · 31).
  static func features(_ picture: [Double]) -> [Double] {
    let signed = histograms(picture)
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

  /// Each pixel's magnitude, shared between two directions and four cells.
  private static func histograms(_ picture: [Double]) -> Cells {
    var result = Cells(repeating: .init(repeating: .init(repeating: 0, count: 18), count: cells), count: cells)
    for y in 0..<side {
      for x in 0..<side {
        let inner = 1..<side - 1
        let across = inner ~= x ? (picture[y * side + x + 1] - picture[y * side + x - 1]) / 2 : 0
        let down = inner ~= y ? (picture[(y + 1) * side + x] - picture[(y - 1) * side + x]) / 2 : 0
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

  /// The whole numbers on both sides of a place, and its share in each.
  private static func shares(_ place: Double) -> [(Int, Double)] {
    let low = floor(place)
    return [(Int(low), 1 - (place - low)), (Int(low) + 1, place - low)]
  }
}
