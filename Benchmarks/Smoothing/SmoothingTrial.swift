import Face
import Foundation

/// What a smoother makes of faces that move and of faces that do not, both with noise.
public struct SmoothingTrial {
  /// Makes a smoother in its first state.
  public typealias Filter = @Sendable () -> (Landmarks, Double) -> Landmarks

  /// A smoother's figures.
  public struct Figures {
    /// The delay at which the smoothed landmarks are nearest to the true ones while the face moves. Milliseconds; not a
    /// number when it never does.
    public var lag: Double
    /// The standard deviation over time of the landmarks of a still face, the mean over the landmarks. Percent of the
    /// inter-ocular distance, as is the next.
    public var jitter: Double
    /// The root mean square distance of the smoothed landmarks from the true ones of the moving face.
    public var error: Double
    /// How much of quick changes of the eyes' and the mouth's opening is left, as a share.
    public var blinks: Double
    public var mouth: Double

    public init(lag: Double, jitter: Double, error: Double, blinks: Double, mouth: Double) {
      (self.lag, self.jitter, self.error, self.blinks, self.mouth) = (lag, jitter, error, blinks, mouth)
    }
  }

  /// Pictures at the beginning that do not count.
  private static let warmUp = 10
  private static let stillWarmUp = 30
  /// The mean speed of the points from which on the face moves. Percent of the inter-ocular distance a second.
  private static let minSpeed = 25.0
  /// The delays that are tried. Milliseconds.
  private static let delays = stride(from: -20.0, through: 120, by: 5).map { $0 }

  private let clips: [Clip]
  private let stills: [LandmarkTrack]

  private struct Clip {
    let truth: LandmarkTrack
    let noisy: LandmarkTrack
    let moving: [Int]
    /// The truth at the moving frames, later by each of the delays, (delays, frames, 68).
    let delayed: [[[SIMD2<Double>]]]
    let eyes: QuickChanges
    let mouth: QuickChanges
  }

  /// - Parameters:
  ///   - truths: how faces moved.
  ///   - noises: what is added to each of them, as long as it or longer, in percent of the inter-ocular distance.
  ///   - stills: what was read of faces that do not move.
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
    // The vertex of the parabola through the least error and its neighbours.
    let (before, least, after) = (errors[best - 1], errors[best], errors[best + 1])
    let bend = before - 2 * least + after
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

  /// The mean over the points.
  private static func squaredDistance(_ a: [SIMD2<Double>], _ b: [SIMD2<Double>]) -> Double {
    zip(a, b).reduce(0) { $0 + (($1.0 - $1.1) * ($1.0 - $1.1)).sum() } / Double(a.count)
  }

  private static func speed(of track: LandmarkTrack, at index: Int) -> Double {
    let steps = zip(track.points[index], track.points[index - 1]).map { (($0 - $1) * ($0 - $1)).sum().squareRoot() }
    return steps.reduce(0, +) / Double(steps.count) * track.framesPerSecond
  }
}

/// Where an opening of the face changes within fractions of a second: it differs from its median over 0.6 s.
struct QuickChanges {
  private static let halfWindowSeconds = 0.3

  private let pairs: [(Int, Int)]
  /// Pictures and the difference in them.
  private let changes: [(index: Int, change: Double)]

  /// - Parameters:
  ///   - pairs: the landmarks whose mean distance is the opening.
  ///   - minimum: the smallest difference that counts, in percent of the inter-ocular distance.
  init(of track: LandmarkTrack, pairs: [(Int, Int)], minimum: Double) {
    self.pairs = pairs
    changes = Self.differences(track, pairs).enumerated().filter { abs($0.element) > minimum }.map {
      ($0.offset, $0.element)
    }
  }

  /// How much of the true changes is left in the smoothed tracks: the slope of the line through zero.
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
