import Alignment
import Face
import Fusion
import Numerics
import Voice

/// Lays the face's movement on the voice's clock and lets both streams of a window attend to each other.
struct WindowJoiner {
  let reader: PooledReader

  /// A window with what was heard, what was seen, or both.
  ///
  /// - Parameters:
  ///   - startSeconds: where the window begins, from the start of the analysed part.
  ///   - seen: the face that counts, in the window's pictures.
  ///   - pictureCount: pictures of the window that were looked at.
  func join(
    _ heard: HeardWindow?,
    _ seen: [FaceMoment],
    pictureCount: Int,
    startSeconds: Double
  ) -> JoinedWindow {
    let voice = heard?.embeddings ?? Matrix(rows: 0, columns: VoiceEncoder.width)
    let alignment = heard.flatMap { align($0, seen, startSeconds: startSeconds) }
    let aligned = AlignedWindow(
      voice: voice,
      startSeconds: startSeconds,
      face: AlignedFace(
        frames: FaceFrames(seen),
        instants: alignment.map { $0.instants.compactMap { $0 } } ?? seen.map(\.seconds),
        ranges: alignment?.ranges ?? Array(repeating: 0..<0, count: voice.rows)
      )
    )
    let window = reader.model.fusion(aligned)
    return JoinedWindow(
      aligned: aligned,
      window: window,
      evidence: WindowEvidence(
        frames: heard?.frames,
        opinion: reader.read(window),
        pictureCount: pictureCount,
        seenCount: seen.count,
        alignment: alignment.map { ($0.lagSeconds, $0.cost) }
      )
    )
  }

  /// Nil when no face was seen.
  private func align(
    _ heard: HeardWindow,
    _ seen: [FaceMoment],
    startSeconds: Double
  ) -> Alignment? {
    let moments = (0..<heard.movement.rows).map { startSeconds + CrossModalFusion.momentSeconds * Double($0) }
    return try? Alignment.align(
      voice: TimedSignal(times: moments, values: heard.movement),
      movement: TimedSignal(
        times: seen.map(\.seconds),
        values: Self.movement(of: seen)
      )
    )
  }

  /// From landmarks or, of faces that a table measures, as it is.
  private static func movement(of seen: [FaceMoment]) -> Matrix {
    let pictures = seen.compactMap { moment -> (seconds: Double, landmarks: Landmarks)? in
      if case .seen(let landmarks) = moment.mouth { (moment.seconds, landmarks) } else { nil }
    }
    if pictures.count == seen.count { return MouthMovement.signal(pictures) }
    let rows = seen.map { moment -> [Float] in
      if case .moving(let opening, let speed) = moment.mouth { [opening, speed] } else { [0, 0] }
    }
    return Matrix(rows: seen.count, columns: MouthMovement.columns, values: rows.flatMap { $0 })
  }
}

/// A window after both streams attended to each other.
struct JoinedWindow {
  /// What entered the fusion; its clock counts from the start of the analysed part.
  let aligned: AlignedWindow
  let window: FusedWindow
  let evidence: WindowEvidence

  /// From the start of the analysed part.
  var startSeconds: Double { aligned.startSeconds }
  /// Of each frame of the face on the voice's clock, ascending, in seconds from the start of the analysed part.
  var instants: [Double] { aligned.face.instants }

  /// The voice's moments within a time.
  func moments(in seconds: Range<Double>) -> Range<Int> {
    func index(_ time: Double) -> Int {
      let moment = ((time - startSeconds) / CrossModalFusion.momentSeconds - 1e-6).rounded(.up)
      return Int(min(max(moment, 0), Double(window.moments)))
    }
    return index(seconds.lowerBound)..<index(seconds.upperBound)
  }

  /// The face's frames within a time.
  func faces(in seconds: Range<Double>) -> Range<Int> {
    func index(_ time: Double) -> Int { instants.firstIndex { $0 >= time - 1e-6 } ?? instants.count }
    return index(seconds.lowerBound)..<index(seconds.upperBound)
  }
}

/// What a window says.
struct WindowEvidence {
  /// Its log-mel frames; nil where there is no sound.
  let frames: Range<Int>?
  let opinion: PooledOpinion
  /// Pictures looked at, and those in which the face was seen.
  let pictureCount: Int
  let seenCount: Int
  /// Lag in seconds and cost; nil unless both streams are there.
  let alignment: (lag: Double, cost: Double)?
}
