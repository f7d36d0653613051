import Foundation
import SmoothingTrial
import Testing

@testable import Face

@Suite("Landmark smoother")
struct LandmarkSmootherTests {
  typealias Vector = SIMD2<Double>

  /// The least jitter of the 1€ filter over its cut-offs at rest, with the beta that gives it at least the same lag.
  private func euroJitter(_ trial: SmoothingTrial, lag: Double) -> Double {
    [0.05, 1, 4].map { cutoff in
      var (low, high) = (-8.0, 6.0)
      var jitter = Double.infinity
      for _ in 0..<6 {
        let beta = (low + high) / 2
        let figures = trial.figures {
          var filter = OneEuroFilter(minCutoff: cutoff, beta: pow(2, beta))
          return { filter($0, at: $1) }
        }
        if figures.lag < lag {
          high = beta
        } else {
          low = beta
          jitter = min(jitter, figures.jitter)
        }
      }
      return jitter
    }.min()!
  }

  @Test("Beats the 1€ filter on a still face at equal lag, and the readings on a moving one")
  func trial() {
    // Half of it is about the noise of the landmark network.
    var noise = SeededNoise(seed: 5)
    let truth = SyntheticFace.moving(seconds: 6)
    let halves = CommonNoise.frames(truth.count, shape: truth.mean, from: &noise).map { $0.map { $0 / 2 } }
    let trial = SmoothingTrial(
      truths: [truth],
      noises: [halves],
      stills: [SyntheticFace.still(frames: 120, seed: 6, scale: 0.5)]
    )
    let raw = trial.figures { { landmarks, _ in landmarks } }
    let smooth = trial.figures {
      var smoother = LandmarkSmoother()
      return { smoother($0, at: $1) }
    }
    let euro = euroJitter(trial, lag: smooth.lag)
    #expect(euro < raw.jitter, "the 1€ filter was tuned")
    #expect(smooth.jitter < euro / 3, "\(smooth.jitter) against \(euro) at \(smooth.lag) ms")
    #expect(smooth.lag < 5 && smooth.error < raw.error, "\(smooth) against \(raw)")
    #expect(smooth.blinks > 0.85 && smooth.mouth > 0.85, "\(smooth)")
  }

  @Test("A constant face passes unchanged")
  func constant() {
    let face = SyntheticFace.landmarks(SyntheticFace.points())
    var smoother = LandmarkSmoother()
    for index in 0..<30 { #expect(smoother(face, at: Double(index) / 30) == face) }
  }

  @Test("Follows a large step in the same frame, a small one soon after", arguments: [(10.0, 1), (2, 3)])
  func step(size: Double, frames: Int) {
    let still = SyntheticFace.still(frames: 60, seed: 3, scale: 0.1)
    var smoother = LandmarkSmoother()
    var arrived: [Double] = []
    for (index, frame) in still.points.enumerated() {
      let truth = SyntheticFace.points(mouth: index < 45 ? 0 : size)
      let offset = zip(frame, SyntheticFace.points()).map { $0 - $1 }
      let reading: [Vector] = zip(truth, offset).map { $0 + $1 }
      let smooth = smoother(SyntheticFace.landmarks(reading), at: Double(index) / 30)
      // The middle of the lower lip.
      arrived.append((smooth.points[57].y - SyntheticFace.points()[57].y) / size)
    }
    #expect(abs(arrived[44]) < 0.2)
    #expect(arrived[44 + frames] > 0.85, "\(arrived[44...50])")
  }

  @Test("Smooths at uneven times and other frame rates", arguments: [10.0, 17, 60])
  func times(rate: Double) {
    let still = SyntheticFace.still(frames: 200, seed: 4)
    var noise = SeededNoise(seed: 8)
    var smoother = LandmarkSmoother()
    var seconds = 0.0
    var (before, after) = (0.0, 0.0)
    for (index, frame) in still.points.enumerated() {
      seconds += max(0.2, 1 + 0.4 * noise.next()) / rate
      let smooth = smoother(SyntheticFace.landmarks(frame), at: seconds)
      guard index >= 60 else { continue }
      for (point, (read, truth)) in zip(smooth.points, zip(frame, SyntheticFace.points())) {
        let (error, readError) = (Vector(point.x, point.y) - truth, read - truth)
        before += (readError * readError).sum()
        after += (error * error).sum()
      }
    }
    #expect(after < 0.1 * before, "\(after / before)")
  }

  @Test("Restarts after a reset, after a long gap, and when time does not advance")
  func restarts() {
    func settled() -> LandmarkSmoother {
      var smoother = LandmarkSmoother()
      for (index, frame) in SyntheticFace.still(frames: 45, seed: 1).points.enumerated() {
        _ = smoother(SyntheticFace.landmarks(frame), at: Double(index) / 30)
      }
      return smoother
    }
    let reading = SyntheticFace.landmarks(SyntheticFace.points(mouth: 0.4))
    var smoother = settled()
    #expect(smoother(reading, at: 1.5) != reading, "smoothed without a restart")
    smoother = settled()
    smoother.reset()
    #expect(smoother(reading, at: 1.5) == reading)
    for seconds in [5, 44.0 / 30, 0] {
      smoother = settled()
      #expect(smoother(reading, at: seconds) == reading, "at \(seconds) s")
    }
  }

  @Test("A mirrored face gives the mirrored result")
  func mirror() {
    let runs: [[Int]] = [
      Array((0...16).reversed()), Array((17...26).reversed()), Array(27...30),
      Array((31...35).reversed()), [45, 44, 43, 42, 47, 46], [39, 38, 37, 36, 41, 40], Array((48...54).reversed()),
      Array((55...59).reversed()), Array((60...64).reversed()), [67, 66, 65],
    ]
    let swapped: [Int] = Array(runs.joined())
    func mirrored(_ points: [Vector]) -> [Vector] { swapped.map { Vector(-points[$0].x, points[$0].y) } }
    let still = SyntheticFace.still(frames: 60, seed: 9)
    let moving = SyntheticFace.moving(seconds: 2)
    var (smoother, other) = (LandmarkSmoother(), LandmarkSmoother())
    for index in 0..<60 {
      let offset = zip(still.points[index], SyntheticFace.points()).map { $0 - $1 }
      let reading: [Vector] = zip(moving.points[index], offset).map { $0 + $1 }
      let seconds = Double(index) / 30
      let plain = smoother(SyntheticFace.landmarks(reading), at: seconds)
      let turned = other(SyntheticFace.landmarks(mirrored(reading)), at: seconds)
      let back = SyntheticFace.landmarks(mirrored(turned.points.map { Vector($0.x, $0.y) }))
      let distances = zip(plain.points, back.points).map { $0.distance(to: $1) }
      #expect(distances.max()! < 1e-9)
    }
  }
}
