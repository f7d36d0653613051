/// A monotone way through two streams that pairs their moments.
public struct WarpingPath: Equatable, Sendable {
  /// A pair of moments.
  public struct Cell: Equatable, Sendable {
    public let row: Int
    public let column: Int

    public init(row: Int, column: Int) {
      self.row = row
      self.column = column
    }
  }

  /// From (0, 0) to the last row and column; each cell is one step down, right or both from the one before.
  public let cells: [Cell]
  /// The sum of the squared Euclidean distances of all pairs.
  public let cost: Float

  public init(cells: [Cell], cost: Float) {
    self.cells = cells
    self.cost = cost
  }

  /// The square root of the cost, which dtaidistance calls the distance.
  public var distance: Float { cost.squareRoot() }

  /// For each row the columns it is paired with, never empty.
  public var columnsOfRows: [Range<Int>] {
    var ranges: [Range<Int>] = []
    for cell in cells {
      if cell.row == ranges.count {
        ranges.append(cell.column..<cell.column + 1)
      } else {
        ranges[cell.row] = ranges[cell.row].lowerBound..<cell.column + 1
      }
    }
    return ranges
  }
}
