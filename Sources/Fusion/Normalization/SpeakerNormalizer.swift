import Networks
import Numerics

/// Population prior for speaker normalization: each feature's mean across speakers and standard deviation within one.
///
/// A speaker's clips move both towards the speaker's own statistics; the prior weighs as much as `priorClips` clips
/// (empirical Bayes; Efron and Morris 1973).
public struct SpeakerNormalizer {
  /// The prior's weight, in clips.
  static let priorClips = 3.0

  /// (1, features) each
  let mean: Matrix
  let spread: Matrix
  /// Added to every standard deviation.
  private let floor: Float

  /// Reads `name.mean` and `name.spread`. Throws `SafeTensorsError`.
  init(_ name: String, in source: some WeightSource, width: Int, floor: Float) throws {
    mean = try source.weights("\(name).mean", shape: [width], initial: .zeros)
    spread = try source.weights("\(name).spread", shape: [width], initial: .ones)
    self.floor = floor
  }

  /// Weight of a speaker's own statistics after `clips` clips, 0…1: n / (n + 3).
  static func share(clips: Int) -> Double {
    Double(clips) / (Double(clips) + priorClips)
  }

  /// Returns the distances of features to the speaker's mean, in standard deviations.
  ///
  /// - Parameters:
  ///   - values: the features at `range`.
  ///   - moments: statistics of these features over the speaker's clips; nil for an unseen speaker.
  func relative(_ values: some Collection<Float>, at range: Range<Int>, to moments: FeatureMoments?) -> [Float] {
    zip(values, scales(at: range, of: moments)).map { value, scale in
      Float((Double(value) - scale.mean) / scale.spread)
    }
  }

  /// Returns the mean of each feature at `range` and its spread, the standard deviation plus the floor, for a speaker
  /// with these statistics.
  func scales(at range: Range<Int>, of moments: FeatureMoments?) -> [(mean: Double, spread: Double)] {
    let count = Double(moments?.count ?? 0)
    return range.enumerated().map { index, feature in
      var (mean, spread) = (Double(self.mean[0, feature]), Double(self.spread[0, feature]))
      if let moments, count > 0 {
        let (sum, square) = (moments.sums[index], moments.squares[index])
        let own = (sum + Self.priorClips * mean) / (count + Self.priorClips)
        let distances = max(0, square - 2 * own * sum + count * own * own)
        spread = ((distances + Self.priorClips * spread * spread) / (count + Self.priorClips)).squareRoot()
        mean = own
      }
      return (mean, spread + Double(floor))
    }
  }
}
