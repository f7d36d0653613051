import Alignment
import Numerics

/// Dynamic time warping by its definition, with the full table: the reference for the kernel.
func plainWarping(_ a: Matrix, _ b: Matrix, band: WarpBand) -> WarpingPath {
  var sums = [[Float]](repeating: [Float](repeating: .infinity, count: b.rows), count: a.rows)
  func sum(_ row: Int, _ column: Int) -> Float { row < 0 || column < 0 ? .infinity : sums[row][column] }
  for row in 0..<a.rows {
    for column in band[row] {
      var distance: Float = 0
      for index in 0..<a.columns {
        let difference = a[row, index] - b[column, index]
        distance += difference * difference
      }
      let before = min(sum(row - 1, column - 1), sum(row - 1, column), sum(row, column - 1))
      sums[row][column] = distance + (row + column == 0 ? 0 : before)
    }
  }
  var (row, column) = (a.rows - 1, b.rows - 1)
  var cells = [WarpingPath.Cell(row: row, column: column)]
  while row + column > 0 {
    let (diagonal, vertical, horizontal) = (sum(row - 1, column - 1), sum(row - 1, column), sum(row, column - 1))
    if diagonal <= min(vertical, horizontal) {
      (row, column) = (row - 1, column - 1)
    } else if vertical <= horizontal {
      row -= 1
    } else {
      column -= 1
    }
    cells.insert(WarpingPath.Cell(row: row, column: column), at: 0)
  }
  return WarpingPath(cells: cells, cost: sums[a.rows - 1][b.rows - 1])
}
