/// The cells a warping path may use: for each row a half-open range of columns.
///
/// No range is empty, neither bound ever falls from row to row, the first range begins at column 0, the last one ends
/// after the last column, and no range begins beyond the end of the one before. So a monotone path leads from (0, 0)
/// through every cell of the band.
public struct WarpBand: Equatable, Sendable {
  public let columns: Int
  let starts: [Int32]
  let ends: [Int32]

  /// Columns are 32-bit numbers, with room for the kernel to step beyond the last.
  private static let maxColumns = Int(Int32.max) - 64

  public var rows: Int { starts.count }

  /// The number of cells.
  public var cellCount: Int { zip(starts, ends).reduce(0) { $0 + Int($1.1 - $1.0) } }

  /// The columns allowed in a row.
  public subscript(row: Int) -> Range<Int> { Int(starts[row])..<Int(ends[row]) }

  /// A band of these ranges, as they are. Throws when no path leads through them.
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

  /// Every cell. Both sizes must be at least 1.
  public init(rows: Int, columns: Int) {
    self.init(widening: (0..<rows).map { _ in 0..<columns }, columns: columns)
  }

  /// Makes a band of ranges whose bounds never fall, by the least that a path needs:
  /// 1. an empty range takes the column at which it stands, or the last one if it stands behind that;
  /// 2. the first range begins at column 0, the last one ends after the last column;
  /// 3. a range that begins beyond the end of the one before takes the columns between them.
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
  /// A band about the diagonal from (0, 0) to (rows − 1, columns − 1), also of unequal lengths (Sakoe & Chiba 1978):
  /// column j is allowed in row i where |j − i · (columns − 1) / (rows − 1)| ≤ radius, reckoned without rounding.
  ///
  /// Where that leaves no path, the band is widened: a row without a column takes the next one after the diagonal,
  /// and a row that begins beyond the end of the row before takes the columns between them. A single row is allowed
  /// every column. All sizes must be at least 1, the radius at least 0.
  public static func sakoeChiba(rows: Int, columns: Int, radius: Int) -> WarpBand {
    precondition(rows > 0 && columns > 0 && radius >= 0, "a band of \(rows) × \(columns), radius \(radius)")
    guard rows > 1 else { return WarpBand(rows: rows, columns: columns) }
    // Beyond this radius nothing more is allowed; it keeps the products small.
    let reach = min(radius, columns) * (rows - 1)
    let ranges = (0..<rows).map { row in
      let diagonal = row * (columns - 1)
      let first = max(0, diagonal - reach + rows - 2) / (rows - 1)
      let last = (diagonal + reach) / (rows - 1)
      return first..<max(first, min(last + 1, columns))
    }
    return WarpBand(widening: ranges, columns: columns)
  }

  /// A band by time stamps: cell (i, j) is allowed where |movement[j] + lag − voice[i]| ≤ radius.
  ///
  /// Both clocks are in seconds, not empty, and must not run backwards. Where that leaves no path, the band is widened:
  /// 1. a moment of the voice without a sample in reach takes the first sample after its reach, or the last sample;
  /// 2. the first moment also takes all samples before its reach, the last moment all samples after it;
  /// 3. samples in no moment's reach that lie between two moments' ranges go to the later moment.
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
