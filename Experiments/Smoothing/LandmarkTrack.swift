import Face
import Foundation

/// A track of landmarks, in percent of the interocular distance.
public struct LandmarkTrack {
  /// (frames, 68)
  public let points: [[SIMD2<Double>]]
  public let framesPerSecond: Double

  public init(points: [[SIMD2<Double>]], framesPerSecond: Double) {
    self.points = points
    self.framesPerSecond = framesPerSecond
  }

  /// Converts landmarks in pixels, scaled by their mean interocular distance.
  public init(_ landmarks: [Landmarks], framesPerSecond: Double) {
    let distance = landmarks.reduce(0) { $0 + $1.interocularDistance } / Double(landmarks.count)
    points = landmarks.map { $0.vectors.map { $0 * (100 / distance) } }
    self.framesPerSecond = framesPerSecond
  }

  /// Reads rows of 136 numbers, x and y alternating, and removes whole-pixel steps with a Savitzky-Golay filter of five
  /// points and second order, which is symmetric and adds no delay.
  public init(path: String, framesPerSecond: Double) throws {
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let rows = text.split(whereSeparator: \.isNewline).map { $0.split(separator: ",").compactMap { Double($0) } }
    let pixels = rows.map { row in (0..<Landmarks.count).map { SIMD2(row[2 * $0], row[2 * $0 + 1]) } }
    let weights = [-3.0, 12, 17, 12, -3].map { $0 / 35 }
    let smooth = pixels.indices.map { index in
      (0..<Landmarks.count).map { point in
        weights.enumerated().reduce(SIMD2<Double>.zero) { sum, weight in
          sum + weight.element * pixels[min(max(index + weight.offset - 2, 0), pixels.count - 1)][point]
        }
      }
    }
    self.init(smooth.map { Landmarks(vectors: $0) }, framesPerSecond: framesPerSecond)
  }

  public var count: Int { points.count }

  /// Deviations from the track's mean at each frame, (frames, 68).
  public var residuals: [[SIMD2<Double>]] {
    let mean = self.mean
    return points.map { zip($0, mean).map { $0 - $1 } }
  }

  /// (68)
  public var mean: [SIMD2<Double>] {
    var sum = [SIMD2<Double>](repeating: .zero, count: Landmarks.count)
    for frame in points { for (index, point) in frame.enumerated() { sum[index] += point } }
    return sum.map { $0 / Double(count) }
  }

  /// The track plus an offset for each frame.
  public func adding(_ offsets: some Sequence<[SIMD2<Double>]>) -> LandmarkTrack {
    LandmarkTrack(
      points: zip(points, offsets).map { zip($0, $1).map { $0 + $1 } },
      framesPerSecond: framesPerSecond
    )
  }

  public func filtered(_ filter: (Landmarks, Double) -> Landmarks) -> LandmarkTrack {
    LandmarkTrack(
      points: points.enumerated().map { index, frame in
        filter(Landmarks(vectors: frame), Double(index) / framesPerSecond).vectors
      },
      framesPerSecond: framesPerSecond
    )
  }

  /// The same movement, `factor` times slower.
  public func slowed(_ factor: Int) -> LandmarkTrack {
    LandmarkTrack(
      points: (0..<(count - 1) * factor).map { points(at: Double($0) / Double(factor)) },
      framesPerSecond: framesPerSecond
    )
  }

  /// The points at a position between frames, in frames, by Catmull-Rom interpolation.
  func points(at position: Double) -> [SIMD2<Double>] {
    let first = Int(floor(position))
    let t = position - Double(first)
    let (a, b, c, d) = (self[first - 1], self[first], self[first + 1], self[first + 2])
    return b.indices.map { i in
      let straight = c[i] - a[i]
      let bent = 2 * a[i] - 5 * b[i] + 4 * c[i] - d[i]
      let twisted = 3 * (b[i] - c[i]) + d[i] - a[i]
      return b[i] + 0.5 * t * (straight + t * (bent + t * twisted))
    }
  }

  /// The points of a frame; beyond the ends, those of the nearest frame.
  private subscript(_ index: Int) -> [SIMD2<Double>] { points[min(max(index, 0), count - 1)] }
}

/// A face that is still except for blinks and short movements of the lower lip.
public enum BlinkingFace {
  private static let lids = [(37, 41), (38, 40), (43, 47), (44, 46)]
  /// Landmarks of the lower lip and the chin, and how far each follows.
  private static let lip = [
    (7, 0.4), (8, 0.5), (9, 0.4), (55, 0.4), (56, 0.8), (57, 1), (58, 0.8), (59, 0.4), (65, 0.7), (66, 1), (67, 0.7),
  ]
  /// In percent of the interocular distance.
  private static let lipMovement = 5.0
  /// Total durations in seconds.
  private static let blinkSeconds = 0.15
  private static let lipSeconds = 0.24

  /// - Parameter face: (68), in percent of the interocular distance.
  public static func track(of face: [SIMD2<Double>], frames: Int, framesPerSecond: Double) -> LandmarkTrack {
    let points = (0..<frames).map { index in
      let time = Double(index) / framesPerSecond
      let closing = pulse(time, every: 1.37, seconds: blinkSeconds)
      let hanging = pulse(time - 0.6, every: 1.37, seconds: lipSeconds)
      var frame = face
      for (upper, lower) in lids {
        let gap = face[lower] - face[upper]
        frame[upper] += 0.8 * closing * gap
        frame[lower] -= 0.1 * closing * gap
      }
      for (point, share) in lip { frame[point].y += share * lipMovement * hanging }
      return frame
    }
    return LandmarkTrack(points: points, framesPerSecond: framesPerSecond)
  }

  /// A triangle from 0 to 1 and back, repeated.
  private static func pulse(_ time: Double, every period: Double, seconds: Double) -> Double {
    let position = time - period * (time / period).rounded()
    return max(0, 1 - abs(position) / (seconds / 2))
  }
}
