import Face
import Records

/// Takes a table's rows as they are read and keeps, of each face, those nearest to every tenth of a second.
struct FaceTableSampler {
  /// Seconds from one sample to the next.
  static let interval = ClipEvents.frameInterval

  /// One face while the table is read.
  private struct Track {
    var samples = FaceSamples()
    /// Rows that show it.
    var faceCount = 0
    /// The time of its last row.
    var latest = -Double.infinity
    /// The best row so far of the interval at hand.
    var best: (frame: Int, row: FaceTableRow, seconds: Double)?
  }

  private let part: Range<Double>
  private var rowCount = 0
  private var first: FaceTableRow?
  /// By id; rows without one are a face of their own.
  private var tracks: [Double?: Track] = [:]
  /// How many faces each interval shows.
  private var frames: [Int: Int] = [:]

  init(options: PerceptionOptions) {
    let end = options.durationSeconds.map { options.startSeconds + $0 } ?? .infinity
    part = options.startSeconds..<max(end, options.startSeconds)
  }

  /// Takes the next row. Throws `FaceTableError`.
  mutating func append(_ row: FaceTableRow) throws(FaceTableError) {
    rowCount += 1
    if rowCount == 1 { first = row }
    guard let time = row.seconds else {
      if rowCount > 1 { throw .timeless }
      return
    }
    // Taken out, so that what it holds is not copied when it changes.
    var track = tracks.removeValue(forKey: row.faceID) ?? Track()
    guard time >= track.latest else { throw .backwards(line: row.line) }
    track.latest = time
    // No clip has a time that cannot be counted in intervals.
    if part.contains(time), time < 1e9 { take(row, at: time - part.lowerBound, for: &track) }
    tracks[row.faceID] = track
  }

  private mutating func take(_ row: FaceTableRow, at seconds: Double, for track: inout Track) {
    let frame = Int((seconds / Self.interval).rounded())
    frames[frame, default: 0] += 0
    if row.face != nil { track.faceCount += 1 }
    func distance(_ seconds: Double) -> Double { abs(seconds - Double(frame) * Self.interval) }
    if let best = track.best, best.frame == frame, distance(seconds) >= distance(best.seconds) - 1e-9 { return }
    if track.best?.frame != frame { settle(&track) }
    track.best = (frame, row, seconds)
  }

  private mutating func settle(_ track: inout Track) {
    guard let best = track.best, let face = best.row.face else { return }
    track.samples.append(face, at: best.seconds)
    frames[best.frame, default: 0] += 1
  }

  /// The face that most rows show. Throws `FaceTableError` when there was no row.
  mutating func finish() throws(FaceTableError) -> MeasuredFace {
    guard let first else { throw .noRows }
    if rowCount == 1 {
      var samples = FaceSamples()
      if let face = first.face { samples.append(face, at: 0) }
      return MeasuredFace(
        samples: samples,
        frames: [0],
        faceCount: samples.times.count,
        isConstant: true
      )
    }
    for id in Array(tracks.keys) {
      var track = tracks.removeValue(forKey: id)!
      settle(&track)
      tracks[id] = track
    }
    func precedes(_ one: (key: Double?, value: Track), _ other: (key: Double?, value: Track)) -> Bool {
      if one.value.faceCount != other.value.faceCount { return one.value.faceCount < other.value.faceCount }
      return one.key ?? .infinity > other.key ?? .infinity
    }
    return MeasuredFace(
      samples: tracks.max(by: precedes)?.value.samples ?? FaceSamples(),
      frames: frames.keys.sorted().map { max(0, Double($0) * Self.interval) },
      faceCount: frames.values.max() ?? 0,
      isConstant: false
    )
  }
}

extension MeasuredFace {
  /// Reads the part of a table that the options name. Throws `ClipFailure`, and what `mayGoOn` throws.
  ///
  /// - Parameter mayGoOn: called again and again; reading ends with what it throws.
  static func read(
    _ table: FaceTableReference,
    options: PerceptionOptions,
    mayGoOn: @escaping () throws -> Void
  ) throws -> MeasuredFace {
    var sampler = FaceTableSampler(options: options)
    do {
      try table.path.withCString { path in
        try FaceTable.read(path: path, key: table.key, mayGoOn: mayGoOn) { try sampler.append($0) }
      }
      return try sampler.finish()
    } catch let error as FaceTableError {
      throw ClipFailure(error, table: table)
    }
  }
}
