import Face
import Foundation

/// Measures a smoother on noisy tracks of moving faces and of still ones.
public struct SmoothingTrial {
  /// Creates a smoother in its initial state.
  public typealias Filter = @Sendable () -> (Landmarks, Double) -> Landmarks

  /// A smoother's figures.
  public struct Figures {
    /// Delay at which the smoothed landmarks are closest to the true ones while the face moves, in milliseconds; NaN if
    /// it never moves.
    public var lag: Double
    /// Standard deviation over time of a still face's landmarks, averaged over the landmarks, in percent of the
    /// interocular distance.
    public var jitter: Double
    /// Root mean square distance of the smoothed landmarks from the true ones on a moving face, in the same unit.
    public var error: Double
    /// Fraction of quick changes of the eyes' and the mouth's opening that is preserved.
    public var blinks: Double
    public var mouth: Double

    public init(lag: Double, jitter: Double, error: Double, blinks: Double, mouth: Double) {
      (self.lag, self.jitter, self.error, self.blinks, self.mouth) = (lag, jitter, error, blinks, mouth)
    }
  }

  /// Frames ignored at the start.
  private static let warmUp = 10
  private static let stillWarmUp = 30
  /// Minimum mean speed of the points of a moving face, in percent of the interocular distance per second.
  private static let minSpeed = 25.0
  /// Delays tried, in milliseconds.
  private static let delays = stride(from: -20.0, through: 120, by: 5).map { $0 }

  private let clips: [Clip]
  private let stills: [LandmarkTrack]

  private struct Clip {
    let truth: LandmarkTrack
    let noisy: LandmarkTrack
    let moving: [Int]
    /// The truth at the moving frames, delayed by each of the delays, (delays, frames, 68).
    let delayed: [[[SIMD2<Double>]]]
    let eyes: QuickChanges
    let mouth: QuickChanges
  }

  /// - Parameters:
  ///   - truths: tracks of moving faces.
  ///   - noises: added to each of them; at least as long, in percent of the interocular distance.
  ///   - stills: readings of faces that do not move.
  public init(truths: [LandmarkTrack], noises: [[[SIMD2<Double>]]], stills: [LandmarkTrack]) {
    self.stills = stills
    clips = zip(truths, noises).map { truth, noise in
      let moving = (Self.warmUp..<truth.count).filter { Self.speed(of: truth, at: $0) > Self.minSpeed }
      return Clip(
        truth: truth,
        noisy: truth.adding(noise),
        moving: moving,
        delayed: Self.delays.map { delay in
          moving.map { truth.points(at: Double($0) - delay / 1000 * truth.framesPerSecond) }
        },
        eyes: QuickChanges(of: truth, pairs: [(37, 41), (38, 40), (43, 47), (44, 46)], minimum: 1),
        mouth: QuickChanges(of: truth, pairs: [(61, 67), (62, 66), (63, 65)], minimum: 1.5)
      )
    }
  }

  public func figures(of filter: Filter) -> Figures {
    let smoothed = clips.map { $0.noisy.filtered(filter()) }
    let pairs = zip(clips, smoothed)
    var (squares, count) = (0.0, 0)
    for (clip, track) in pairs {
      for index in Self.warmUp..<track.count {
        squares += Self.squaredDistance(track.points[index], clip.truth.points[index])
        count += 1
      }
    }
    return Figures(
      lag: lag(of: smoothed),
      jitter: stills.map { Self.jitter(of: $0.filtered(filter())) }.reduce(0, +) / Double(max(stills.count, 1)),
      error: (squares / Double(max(count, 1))).squareRoot(),
      blinks: QuickChanges.kept(pairs.map { ($0.eyes, $1) }),
      mouth: QuickChanges.kept(pairs.map { ($0.mouth, $1) })
    )
  }

  private func lag(of smoothed: [LandmarkTrack]) -> Double {
    if clips.allSatisfy(\.moving.isEmpty) { return .nan }
    let errors = Self.delays.indices.map { delay in
      zip(clips, smoothed).reduce(0) { sum, pair in
        let (clip, track) = pair
        return zip(clip.moving, clip.delayed[delay]).reduce(sum) {
          $0 + Self.squaredDistance(track.points[$1.0], $1.1)
        }
      }
    }
    let best = errors.indices.min { errors[$0] < errors[$1] }!
    guard best > 0, best < errors.count - 1 else { return Self.delays[best] }
    // Vertex of the parabola through the minimum error and its neighbours.
    let (before, middle, after) = (errors[best - 1], errors[best], errors[best + 1])
    let bend = before - 2 * middle + after
    return Self.delays[best] + (bend > 0 ? 5 * (before - after) / (2 * bend) : 0)
  }

  private static func jitter(of track: LandmarkTrack) -> Double {
    let settled = LandmarkTrack(
      points: Array(track.points.dropFirst(stillWarmUp)),
      framesPerSecond: track.framesPerSecond
    )
    var squares = [Double](repeating: 0, count: Landmarks.count)
    for frame in settled.residuals {
      for (index, point) in frame.enumerated() { squares[index] += (point * point).sum() }
    }
    return squares.reduce(0) { $0 + ($1 / Double(settled.count)).squareRoot() } / Double(squares.count)
  }

  /// Mean over the points.
  private static func squaredDistance(_ a: [SIMD2<Double>], _ b: [SIMD2<Double>]) -> Double {
    zip(a, b).reduce(0) { $0 + (($1.0 - $1.1) * ($1.0 - $1.1)).sum() } / Double(a.count)
  }

  private static func speed(of track: LandmarkTrack, at index: Int) -> Double {
    let steps = zip(track.points[index], track.points[index - 1]).map { (($0 - $1) * ($0 - $1)).sum().squareRoot() }
    return steps.reduce(0, +) / Double(steps.count) * track.framesPerSecond
  }
}

/// Quick changes of an opening of the face: frames in which it differs from its median over 0.6 s.
struct QuickChanges {
  private static let halfWindowSeconds = 0.3

  private let pairs: [(Int, Int)]
  /// Frames, and the difference in each.
  private let changes: [(index: Int, change: Double)]

  /// - Parameters:
  ///   - pairs: the landmarks whose mean distance is the opening.
  ///   - minimum: smallest difference that counts, in percent of the interocular distance.
  init(of track: LandmarkTrack, pairs: [(Int, Int)], minimum: Double) {
    self.pairs = pairs
    changes = Self.differences(track, pairs).enumerated().filter { abs($0.element) > minimum }.map {
      ($0.offset, $0.element)
    }
  }

  /// Fraction of the true changes preserved in the smoothed tracks: the slope of the regression line through zero.
  static func kept(_ pairs: [(QuickChanges, LandmarkTrack)]) -> Double {
    var (products, squares) = (0.0, 0.0)
    for (truth, track) in pairs {
      let differences = differences(track, truth.pairs)
      for (index, change) in truth.changes {
        products += differences[index] * change
        squares += change * change
      }
    }
    return squares > 0 ? products / squares : 1
  }

  private static func differences(_ track: LandmarkTrack, _ pairs: [(Int, Int)]) -> [Double] {
    let openings = track.points.map { frame in
      pairs.reduce(0) { sum, pair in
        let gap = frame[pair.0] - frame[pair.1]
        return sum + (gap * gap).sum().squareRoot()
      } / Double(pairs.count)
    }
    let half = Int(halfWindowSeconds * track.framesPerSecond)
    return openings.indices.map { index in
      let window = openings[max(0, index - half)...min(openings.count - 1, index + half)].sorted()
      return openings[index] - window[window.count / 2]
    }
  }
}
