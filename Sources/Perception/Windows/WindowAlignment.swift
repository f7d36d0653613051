import Alignment
import Face
import Fusion
import Numerics
import Records
import Voice

/// Lays a window's face on the clock of its voice.
enum WindowAlignment {
  /// - Parameters:
  ///   - voice: nil where there is no sound.
  ///   - seen: the face that counts, in the window's frames.
  ///   - startSeconds: where the window begins, from the start of the analysed part.
  /// - Returns: the face's frames on the voice's clock, and lag in seconds and cost; nil without voice or face.
  /// - Throws: `ClipFailure` where the movement cannot be aligned.
  static func align(
    _ voice: VoiceWindow?,
    _ seen: [FaceSample],
    startSeconds: Double
  ) throws(ClipFailure) -> (face: AlignedStream, alignment: (lag: Double, cost: Double)?) {
    let moments = voice.map { VoiceEncoder.embeddingCount(steps: $0.logMel.rows) } ?? 0
    let alignment = try voice.flatMap { voice throws(ClipFailure) in
      try align(voice.movement, seen, startSeconds: startSeconds)
    }
    let face = AlignedStream(
      samples: StreamSamples(seen),
      instants: alignment?.instants ?? seen.map(\.seconds),
      ranges: alignment?.ranges ?? Array(repeating: 0..<0, count: moments)
    )
    return (face, alignment.map { ($0.lagSeconds, $0.cost) })
  }

  /// Nil when no face was seen.
  private static func align(
    _ voice: Matrix,
    _ seen: [FaceSample],
    startSeconds: Double
  ) throws(ClipFailure) -> Alignment? {
    let moments = (0..<voice.rows).map { startSeconds + CrossModalFusion.momentSeconds * Double($0) }
    do throws(AlignmentError) {
      return try Alignment.align(
        voice: TimedSignal(times: moments, values: voice),
        movement: TimedSignal(times: seen.map(\.seconds), values: movement(of: seen))
      )
    } catch .empty {
      return nil
    } catch {
      throw ClipFailure(error)
    }
  }

  /// From landmarks or, of faces that a table measures, as it is.
  private static func movement(of seen: [FaceSample]) -> Matrix {
    let frames = seen.compactMap { sample -> (seconds: Double, landmarks: Landmarks)? in
      if case .seen(let landmarks) = sample.mouth { (sample.seconds, landmarks) } else { nil }
    }
    if frames.count == seen.count { return MouthMovement.signal(frames) }
    let rows = seen.map { sample -> [Float] in
      if case .moving(let opening, let speed) = sample.mouth { [opening, speed] } else { [0, 0] }
    }
    return Matrix(rows: seen.count, columns: MouthMovement.columns, values: rows.flatMap { $0 })
  }
}
