import Networks
import Numerics

/// Population prior for speaker normalisation: each feature's mean across people and standard deviation within one.
///
/// Clips of a speaker move both towards the speaker's own, as if the prior had been seen in `priorClips` clips before (an
/// empirical Bayes estimate; Efron and Morris 1973).
public struct SpeakerNormalizer {
  /// Clips that the prior counts for.
  static let priorClips = 3.0

  /// (1, features) each
  let mean: Matrix
  let spread: Matrix
  /// Added to every spread.
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

  /// How far features lie from the speaker's mean, in standard deviations.
  ///
  /// - Parameters:
  ///   - values: some of the features, which stand at `range`.
  ///   - moments: of these features over the person's clips; nil where nothing is known of the person.
  func relative(_ values: some Collection<Float>, at range: Range<Int>, to moments: Moments?) -> [Float] {
    let count = Double(moments?.count ?? 0)
    return zip(values, range).enumerated().map { index, pair in
      let (value, place) = pair
      var (mean, spread) = (Double(self.mean[0, place]), Double(self.spread[0, place]))
      if let moments, count > 0 {
        let (sum, square) = (moments.sums[index], moments.squares[index])
        let own = (sum + Self.priorClips * mean) / (count + Self.priorClips)
        let distances = max(0, square - 2 * own * sum + count * own * own)
        spread = ((distances + Self.priorClips * spread * spread) / (count + Self.priorClips)).squareRoot()
        mean = own
      }
      return Float((Double(value) - mean) / (spread + Double(floor)))
    }
  }
}
