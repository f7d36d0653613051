import Face
import Records

/// Samples a face table as it is read: keeps, for each face, the row nearest to every tenth of a second.
struct FaceTableSampler {
  /// Seconds from one sample to the next.
  static let interval = PerceptionOptions.frameInterval

  /// One face of the table while it is read.
  private struct Track {
    var samples = FaceSamples()
    /// Rows that show the face.
    var faceCount = 0
    /// The time of its last row.
    var latest = -Double.infinity
    /// The best row so far of the current interval.
    var best: (frame: Int, row: FaceTableRow, seconds: Double)?
  }

  private let part: Range<Double>
  private var rowCount = 0
  private var first: FaceTableRow?
  /// By id; rows without an id belong to a face of their own.
  private var tracks: [Double?: Track] = [:]
  /// The number of faces in each interval.
  private var frames: [Int: Int] = [:]

  init(options: PerceptionOptions) {
    let end = options.durationSeconds.map { options.startSeconds + $0 } ?? .infinity
    part = options.startSeconds..<max(end, options.startSeconds)
  }

  /// Appends the next row. Throws `FaceTableError`.
  mutating func append(_ row: FaceTableRow) throws(FaceTableError) {
    rowCount += 1
    if rowCount == 1 { first = row }
    guard let time = row.seconds else {
      if rowCount > 1 { throw .missingTimes }
      return
    }
    // Removed from the dictionary while it changes, so that its arrays are not copied.
    var track = tracks.removeValue(forKey: row.faceID) ?? Track()
    guard time >= track.latest else { throw .decreasingTime(line: row.line) }
    track.latest = time
    // Times beyond the range of any clip are ignored: their interval would overflow.
    if part.contains(time), time < 1e9 { add(row, at: time - part.lowerBound, for: &track) }
    tracks[row.faceID] = track
  }

  private mutating func add(_ row: FaceTableRow, at seconds: Double, for track: inout Track) {
    let frame = Int((seconds / Self.interval).rounded())
    frames[frame, default: 0] += 0
    if row.face != nil { track.faceCount += 1 }
    func distance(_ seconds: Double) -> Double { abs(seconds - Double(frame) * Self.interval) }
    if let best = track.best, best.frame == frame, distance(seconds) >= distance(best.seconds) - 1e-9 { return }
    if track.best?.frame != frame { flush(&track) }
    track.best = (frame, row, seconds)
  }

  private mutating func flush(_ track: inout Track) {
    guard let best = track.best, let face = best.row.face else { return }
    track.samples.append(face, at: best.seconds)
    frames[best.frame, default: 0] += 1
  }

  /// Returns the face that most rows show. Throws `FaceTableError` if there was no row.
  mutating func finish() throws(FaceTableError) -> TableFace {
    guard let first else { throw .noRows }
    if rowCount == 1 {
      var samples = FaceSamples()
      if let face = first.face { samples.append(face, at: 0) }
      return TableFace(
        samples: samples,
        frames: [0],
        faceCount: samples.times.count,
        isConstant: true
      )
    }
    for id in Array(tracks.keys) {
      var track = tracks.removeValue(forKey: id)!
      flush(&track)
      tracks[id] = track
    }
    func precedes(_ one: (key: Double?, value: Track), _ other: (key: Double?, value: Track)) -> Bool {
      if one.value.faceCount != other.value.faceCount { return one.value.faceCount < other.value.faceCount }
      return one.key ?? .infinity > other.key ?? .infinity
    }
    return TableFace(
      samples: tracks.max(by: precedes)?.value.samples ?? FaceSamples(),
      frames: frames.keys.sorted().map { max(0, Double($0) * Self.interval) },
      faceCount: frames.values.max() ?? 0,
      isConstant: false
    )
  }
}

extension TableFace {
  /// Reads the analysed part of a table. Throws `ClipFailure`, and what `checkCancellation` throws.
  ///
  /// - Parameter checkCancellation: called repeatedly; if it throws, reading ends.
  static func read(
    _ table: FaceTableReference,
    options: PerceptionOptions,
    checkCancellation: @escaping () throws -> Void
  ) throws -> TableFace {
    var sampler = FaceTableSampler(options: options)
    do {
      try table.path.withCString { path in
        try FaceTable.read(path: path, key: table.key, checkCancellation: checkCancellation) { try sampler.append($0) }
      }
      return try sampler.finish()
    } catch let error as FaceTableError {
      throw ClipFailure(error, table: table)
    }
  }
}
