/// The cells that a warping path may use: a half-open range of columns for each row.
///
/// No range is empty, no bound decreases from row to row, the first range starts at column 0, the last one ends after
/// the last column, and no range starts beyond the end of the previous one. So a monotone path leads from (0, 0)
/// through every cell of the band.
public struct WarpBand: Equatable, Sendable {
  public let columns: Int
  let starts: [Int32]
  let ends: [Int32]

  /// Columns are 32-bit numbers, with room for the kernel to step past the last.
  private static let maxColumns = Int(Int32.max) - 64

  public var rows: Int { starts.count }

  /// Number of cells.
  public var cellCount: Int { zip(starts, ends).reduce(0) { $0 + Int($1.1 - $1.0) } }

  /// The columns allowed in a row.
  public subscript(row: Int) -> Range<Int> { Int(starts[row])..<Int(ends[row]) }

  /// Creates a band of these ranges, as they are. Throws if no path leads through them.
  public init(_ ranges: [Range<Int>], columns: Int) throws(AlignmentError) {
    guard !ranges.isEmpty, columns > 0, columns <= Self.maxColumns else { throw .empty }
    var above = 0..<0
    for (row, range) in ranges.enumerated() {
      guard
        !range.isEmpty, range.upperBound <= columns, range.lowerBound >= above.lowerBound,
        range.lowerBound <= above.upperBound, range.upperBound >= above.upperBound
      else { throw .brokenBand(row: row) }
      above = range
    }
    guard above.upperBound == columns else { throw .brokenBand(row: ranges.count - 1) }
    self.columns = columns
    starts = ranges.map { Int32($0.lowerBound) }
    ends = ranges.map { Int32($0.upperBound) }
  }

  /// Creates a band of all cells. Both sizes must be at least 1.
  public init(rows: Int, columns: Int) {
    self.init(widening: (0..<rows).map { _ in 0..<columns }, columns: columns)
  }

  /// Creates a band from ranges whose bounds never decrease, widened only as far as a path needs:
  /// 1. an empty range takes the column at its position, or the last one if it lies beyond that;
  /// 2. the first range starts at column 0, the last one ends after the last column;
  /// 3. a range that starts beyond the end of the previous one takes the columns in between.
  private init(widening ranges: [Range<Int>], columns: Int) {
    precondition(
      !ranges.isEmpty && columns > 0 && columns <= Self.maxColumns,
      "a band of \(ranges.count) × \(columns)"
    )
    var starts: [Int32] = []
    var ends: [Int32] = []
    starts.reserveCapacity(ranges.count)
    ends.reserveCapacity(ranges.count)
    for (row, range) in ranges.enumerated() {
      let start = min(range.lowerBound, columns - 1, ends.last.map(Int.init) ?? 0)
      let end = row == ranges.count - 1 ? columns : max(range.upperBound, min(range.lowerBound, columns - 1) + 1)
      starts.append(Int32(start))
      ends.append(Int32(end))
    }
    self.columns = columns
    self.starts = starts
    self.ends = ends
  }
}

extension WarpBand {
  /// Creates a band around the diagonal from (0, 0) to (rows − 1, columns − 1), also of unequal lengths (Sakoe & Chiba
  /// 1978): row i allows column j if |j − i · (columns − 1) / (rows − 1)| ≤ radius, computed without rounding.
  ///
  /// Where that leaves no path, the band is widened: a row without columns takes the next one after the diagonal, and a
  /// row that starts beyond the end of the previous row takes the columns in between. A single row allows every column.
  /// All sizes must be at least 1, the radius at least 0.
  public static func sakoeChiba(rows: Int, columns: Int, radius: Int) -> WarpBand {
    precondition(rows > 0 && columns > 0 && radius >= 0, "a band of \(rows) × \(columns), radius \(radius)")
    guard rows > 1 else { return WarpBand(rows: rows, columns: columns) }
    // A larger radius allows nothing more; the limit keeps the products small.
    let reach = min(radius, columns) * (rows - 1)
    let ranges = (0..<rows).map { row in
      let diagonal = row * (columns - 1)
      let first = max(0, diagonal - reach + rows - 2) / (rows - 1)
      let last = (diagonal + reach) / (rows - 1)
      return first..<max(first, min(last + 1, columns))
    }
    return WarpBand(widening: ranges, columns: columns)
  }

  /// Creates a band from times: cell (i, j) is allowed if |movement[j] + lag − voice[i]| ≤ radius.
  ///
  /// Both clocks are in seconds, not empty, and must not decrease. Where that leaves no path, the band is widened:
  /// 1. a voice moment without a sample in reach takes the first sample after its reach, or the last sample;
  /// 2. the first moment also takes all samples before its reach, the last moment all samples after it;
  /// 3. samples in no moment's reach between two moments' ranges go to the later moment.
  public init(voiceTimes: [Double], movementTimes: [Double], lagSeconds: Double, radiusSeconds: Double) {
    var first = 0
    var end = 0
    let ranges = voiceTimes.map { time in
      while first < movementTimes.count, movementTimes[first] + lagSeconds - time < -radiusSeconds { first += 1 }
      end = max(end, first)
      while end < movementTimes.count, movementTimes[end] + lagSeconds - time <= radiusSeconds { end += 1 }
      return first..<end
    }
    self.init(widening: ranges, columns: movementTimes.count)
  }
}
