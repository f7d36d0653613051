import CKernels
import Numerics

/// Dynamic time warping: the monotone pairing of two streams with the minimum sum of squared Euclidean distances, by
/// steps (1, 0), (0, 1) and (1, 1) of equal weight (Sakoe & Chiba 1978, doi:10.1109/TASSP.1978.1163055).
///
/// Ties prefer the diagonal step, then the vertical one (from the row before). Sums are 32-bit and in a fixed order, so
/// that the path is the same on every processor.
public enum DynamicTimeWarping {
  /// Returns the best path between `a` (rows, dimension) and `b` (columns, dimension) inside the band, or anywhere
  /// without one.
  ///
  /// Needs two bits per cell of the band and its rim, and a few rows of numbers. Throws if a stream is empty or the
  /// cost is not finite; shapes that do not match are a programming error and trap.
  public static func path(_ a: MatrixView, _ b: MatrixView, band: WarpBand? = nil) throws(AlignmentError) -> WarpingPath
  {
    guard a.rows > 0, b.rows > 0 else { throw .empty }
    let band = band ?? WarpBand(rows: a.rows, columns: b.rows)
    var cost: Float = 0
    let steps = WarpingSteps(band) { cost = warp(a, b, band: band, steps: $0) }
    // A finite cost also means that no step leaves the band, because all sums outside are infinite.
    guard cost.isFinite else { throw .notFinite }
    return WarpingPath(cells: steps.path(), cost: cost)
  }

  /// Returns only the cost of the best path, with no more than a few rows of memory. Throws as `path` does.
  public static func cost(_ a: MatrixView, _ b: MatrixView, band: WarpBand? = nil) throws(AlignmentError) -> Float {
    guard a.rows > 0, b.rows > 0 else { throw .empty }
    let cost = warp(a, b, band: band ?? WarpBand(rows: a.rows, columns: b.rows), steps: nil)
    guard cost.isFinite else { throw .notFinite }
    return cost
  }

  private static func warp(
    _ a: MatrixView,
    _ b: MatrixView,
    band: WarpBand,
    steps: UnsafeMutablePointer<UInt16>?
  ) -> Float {
    let dimension = a.columns
    precondition(dimension > 0 && b.columns == dimension, "streams of \(dimension) and \(b.columns) values a moment")
    precondition(band.rows == a.rows && band.columns == b.rows, "a band of \(band.rows) × \(band.columns)")
    let scratchCount = ck_warp_scratch(b.rows, dimension)
    return withExtendedLifetime((a, b)) {
      withUnsafeTemporaryAllocation(of: Float.self, capacity: scratchCount) { scratch in
        ck_warp(
          a.pointer,
          a.stride,
          b.pointer,
          b.stride,
          a.rows,
          b.rows,
          dimension,
          band.starts,
          band.ends,
          scratch.baseAddress!,
          steps
        )
      }
    }
  }
}

/// A monotone path that pairs the moments of two streams.
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

  /// From (0, 0) to the last row and column; each cell is one step down, right or both from the previous one.
  public let cells: [Cell]
  /// Sum of the squared Euclidean distances of all pairs.
  public let cost: Float

  public init(cells: [Cell], cost: Float) {
    self.cells = cells
    self.cost = cost
  }

  /// Square root of the cost, which dtaidistance calls the distance.
  public var distance: Float { cost.squareRoot() }

  /// For each row, the columns paired with it; never empty.
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

/// The best step into each cell of a band, as `ck_warp` stores it: two bits per cell, in strips of rows whose cells are
/// skewed.
struct WarpingSteps {
  private let band: WarpBand
  /// Offset of each strip's bit sets.
  private let offsets: [Int]
  private let sets: [UInt16]

  private static let lanes = ck_warp_lanes

  var byteCount: Int { 2 * sets.count }

  /// Allocates the steps through a band, to be filled by `body`.
  init(_ band: WarpBand, _ body: (UnsafeMutablePointer<UInt16>) -> Void) {
    var offsets = [0]
    for top in stride(from: 0, to: band.rows, by: Self.lanes) {
      let last = min(top + Self.lanes, band.rows) - 1
      let diagonals = band[last].upperBound - band[top].lowerBound + last - top
      offsets.append(offsets[offsets.count - 1] + 2 * diagonals)
    }
    self.band = band
    self.offsets = offsets
    let count = offsets[offsets.count - 1]
    sets = [UInt16](unsafeUninitializedCapacity: count) { buffer, initialized in
      body(buffer.baseAddress!)
      initialized = count
    }
  }

  /// Traces the steps back from the last cell to the first.
  func path() -> [WarpingPath.Cell] {
    var cells: [WarpingPath.Cell] = []
    cells.reserveCapacity(band.rows + band.columns - 1)
    var (row, column) = (band.rows - 1, band.columns - 1)
    while true {
      cells.append(.init(row: row, column: column))
      if row == 0, column == 0 { return cells.reversed() }
      let (strip, lane) = row.quotientAndRemainder(dividingBy: Self.lanes)
      let index = offsets[strip] + 2 * (column + lane - Int(band.starts[row - lane]))
      let isHorizontal = sets[index + 1] >> lane & 1 == 1
      let isVertical = !isHorizontal && sets[index] >> lane & 1 == 1
      if !isVertical { column -= 1 }
      if !isHorizontal { row -= 1 }
    }
  }
}
