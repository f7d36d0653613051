import Alignment
import Face
import Fusion
import Numerics
import Records
import Voice

/// Aligns a window's face to its voice.
enum WindowAlignment {
  /// - Parameters:
  ///   - voice: nil without sound.
  ///   - seen: samples of the selected face in the window.
  ///   - startSeconds: start of the window, from the start of the analysed part.
  /// - Returns: the face's samples on the voice's clock, and the lag in seconds with the cost; nil without voice or
  ///   face.
  /// - Throws: `ClipFailure` if the movement cannot be aligned.
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

  /// Nil without a face.
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

  /// The mouth movement, from landmarks or, for a face from a table, as measured.
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
