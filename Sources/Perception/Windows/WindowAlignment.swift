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
  ///   - samples: samples of the selected face in the window.
  ///   - startSeconds: start of the window, from the start of the analysed part.
  /// - Returns: the face's samples on the voice's clock, and the lag in seconds with the cost; nil without voice or
  ///   face.
  /// - Throws: `ClipFailure` if the movement cannot be aligned.
  static func align(
    _ voice: VoiceWindow?,
    _ samples: [FaceSample],
    startSeconds: Double
  ) throws(ClipFailure) -> (face: AlignedStream, alignment: (lag: Double, cost: Double)?) {
    let moments = voice.map { VoiceClock.momentCount(steps: $0.logMel.rows) } ?? 0
    let alignment = try voice.flatMap { voice throws(ClipFailure) in
      try align(voice.movement, samples, startSeconds: startSeconds)
    }
    let face = AlignedStream(
      samples: StreamSamples(samples),
      instants: alignment?.instants ?? samples.map(\.seconds),
      ranges: alignment?.ranges ?? Array(repeating: 0..<0, count: moments)
    )
    return (face, alignment.map { ($0.lagSeconds, $0.cost) })
  }

  /// Nil without a face.
  private static func align(
    _ voice: Matrix,
    _ samples: [FaceSample],
    startSeconds: Double
  ) throws(ClipFailure) -> Alignment? {
    let moments = (0..<voice.rows).map { startSeconds + CrossModalFusion.momentSeconds * Double($0) }
    do throws(AlignmentError) {
      return try Alignment.align(
        voice: TimedSignal(times: moments, values: voice),
        movement: TimedSignal(times: samples.map(\.seconds), values: movement(of: samples))
      )
    } catch .empty {
      return nil
    } catch {
      throw ClipFailure(error)
    }
  }

  /// The mouth movement, from landmarks or, for a face from a table, as measured.
  private static func movement(of samples: [FaceSample]) -> Matrix {
    let frames = samples.compactMap { sample -> (seconds: Double, landmarks: Landmarks)? in
      if case .landmarks(let landmarks) = sample.mouth { (sample.seconds, landmarks) } else { nil }
    }
    if frames.count == samples.count { return MouthMovement.signal(frames) }
    let rows = samples.map { sample -> [Float] in
      if case .movement(let opening, let speed) = sample.mouth { [opening, speed] } else { [0, 0] }
    }
    return Matrix(rows: samples.count, columns: MouthMovement.columns, values: rows.flatMap { $0 })
  }
}
