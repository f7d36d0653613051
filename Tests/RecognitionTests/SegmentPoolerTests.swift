import Emotion
import Face
import Fusion
import Numerics
import Perception
import Testing
import Voice

@testable import Recognition

@Suite("Segments of a timeline")
struct SegmentPoolerTests {
  static let durations = [0.3, 0.35, 1, 1.99, 2, 2.05, 3.287, 5, 10, 10.04, 10.09, 10.11]

  /// A clip whose voice and face embeddings do not depend on their window.
  struct Clip {
    let seconds: Double
    let frameCount: Int
    let voice: Matrix
    let face: Matrix
    /// Of each face sample, ten a second.
    let instants: [Double]

    init(seconds: Double, facesUntil end: Double = .infinity) {
      self.seconds = seconds
      frameCount = LogMel.stepCount(samples: Int((seconds * 16_000).rounded()))
      voice = Samples.embeddings(VoiceClock.momentCount(steps: frameCount), width: Samples.voiceWidth)
      instants = (0..<Int((seconds * 10).rounded(.up))).map { Double($0) / 10 }.filter { $0 < end }
      face = Samples.embeddings(instants.count, width: ExpressionEncoder.width)
    }

    /// The analysis windows, and whether each is the last.
    func windows(_ predictor: PooledPredictor) -> [(window: JoinedWindow, frames: Range<Int>, isLast: Bool)] {
      var windows: [(JoinedWindow, Range<Int>, Bool)] = []
      for number in 0... {
        let first = number * 200
        let frames = first..<min(first + 401, frameCount)
        let start = Double(number) * AnalysisWindow.hopSeconds
        let moments = first / 4..<first / 4 + VoiceClock.momentCount(steps: frames.count)
        let visible = instants.indices.filter { instants[$0] >= start - 1e-9 && instants[$0] < start + 4 - 1e-9 }
        let faces = (visible.first ?? 0)..<(visible.last.map { $0 + 1 } ?? 0)
        let aligned = AlignedWindow(
          voice: rows(voice, moments),
          startSeconds: start,
          face: AlignedStream(
            samples: StreamSamples(embeddings: rows(face, faces), seconds: Array(instants[faces])),
            instants: Array(instants[faces]),
            ranges: moments.map { _ in 0..<0 }
          )
        )
        let window = predictor.model.fusion(aligned)
        let isLast = frames.upperBound == frameCount
        windows.append((JoinedWindow(aligned: aligned, window: window), frames, isLast))
        if isLast { break }
      }
      return windows
    }

    func rows(_ matrix: Matrix, _ range: Range<Int>) -> Matrix {
      Matrix(rows: range.count, columns: matrix.columns, values: range.flatMap { Array(matrix.row($0)) })
    }
  }

  static func segments(of clip: Clip, length: Double) throws -> [SegmentPooler.Segment] {
    let predictor = PooledPredictor(model: try Samples.models().fusion)
    var pooler = SegmentPooler(plan: Timeline.every(seconds: length).plan, predictor: predictor)
    for (window, _, isLast) in clip.windows(predictor) {
      pooler.append(window, coreEnd: isLast ? .infinity : window.startSeconds + 3)
    }
    return pooler.finish(durationSeconds: clip.seconds, speech: nil)
  }

  @Test("Segments cover the clip end to end", arguments: [0.1, 0.5, 1, 2, 2.5, 3.3, 7, 100])
  func coverage(length: Double) throws {
    for seconds in Self.durations {
      let segments = try Self.segments(of: Clip(seconds: seconds), length: length)
      #expect(segments.first?.startSeconds == 0 && segments.last?.endSeconds == seconds, "\(seconds) s")
      for (segment, next) in zip(segments, segments.dropFirst()) {
        #expect(abs(segment.endSeconds - next.startSeconds) < 1e-9)
        #expect(abs(segment.endSeconds - segment.startSeconds - length) < 1e-9)
      }
      let last = try #require(segments.last)
      let rest = last.endSeconds - last.startSeconds
      let minRest = SegmentClock.minRest
      #expect(rest > minRest - 1e-9 && rest < length + minRest + 1e-9, "\(seconds) s")
      #expect(segments.allSatisfy { !$0.steps.isEmpty })
      #expect(segments.allSatisfy { $0.pooled.logits.fused.count == EmotionLabel.allCases.count })
    }
  }

  /// The range over which a segment is pooled by definition: its own, but at least 2 s around its middle, shifted
  /// inwards at the ends of the clip.
  static func pooledRange(_ segment: Int, length: Double, seconds: Double) -> Range<Double> {
    let width = max(length, 2)
    let start = max(0, (Double(segment) + 0.5) * length - width / 2)
    return start + width > seconds && seconds - start < 2 ? max(0, seconds - 2)..<seconds + 1 : start..<start + width
  }

  /// The logits of a voice's moments alone.
  static func voice(_ moments: Matrix, says model: FusionModel) -> [Double] {
    let window = AlignedWindow(voice: moments, startSeconds: 0, face: .absent(moments: moments.rows))
    return model.logits(model.fusion.summary(model.fusion(window))).alone[of: .voice]
  }

  @Test("Segments equal their embeddings pooled at once", arguments: [0.5, 1, 2, 2.5, 3.3, 100])
  func pooling(length: Double) throws {
    let model = try Samples.models().fusion
    for seconds in [0.35, 1, 2.05, 5, 10.04] {
      let clip = Clip(seconds: seconds)
      for (index, segment) in try Self.segments(of: clip, length: length).enumerated() {
        let pooledRange = Self.pooledRange(index, length: length, seconds: seconds)
        let moments = (0..<clip.voice.rows).filter { pooledRange.contains(Double($0) * 0.04 + 1e-6) }
        let voice = Self.voice(clip.rows(clip.voice, moments.first!..<moments.last! + 1), says: model)
        let frames = clip.instants.indices.filter { pooledRange.contains(clip.instants[$0] + 1e-6) }
        let face = model.logits(
          StreamSamples(
            embeddings: clip.rows(clip.face, frames.first!..<frames.last! + 1),
            seconds: frames.map { clip.instants[$0] }
          )
        )!
        let predicted = segment.pooled.logits
        let difference = zip(predicted.alone[of: .voice] + predicted.alone[of: .face], voice + face).map {
          abs($0 - $1)
        }.max()!
        #expect(difference < 1e-3, "segment \(index) of \(length) s in \(seconds) s")
      }
    }
  }
}
