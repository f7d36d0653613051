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
  /// 1. a moment of the voice without a frame in reach takes the first frame after its reach, or the last frame;
  /// 2. the first moment also takes all frames before its reach, the last moment all frames after it;
  /// 3. frames in no moment's reach that lie between two moments' ranges go to the later moment.
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
