import CKernels

/// From where the best path comes to each cell of a band, as `ck_warp` leaves it: two bits a cell, for strips of rows
/// whose cells lie slantwise.
struct WarpingSteps {
  private let band: WarpBand
  /// Where each strip's bit sets begin.
  private let offsets: [Int]
  private let sets: [UInt16]

  private static let lanes = ck_warp_lanes

  var byteCount: Int { 2 * sets.count }

  /// Room for the steps through a band, filled by `body`.
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

  /// Follows the steps back from the last cell to the first.
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
