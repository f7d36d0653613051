import Foundation

/// The position of each feature group in a face's summary: appearance, intensities of the action units and their square
/// roots, presences of the action units.
public enum FaceFeatures {
  static let appearance = 0..<FaceHead.width
  static let intensities = appearance.upperBound..<appearance.upperBound + 2 * FaceUnits.intensityCount
  static let presences = intensities.upperBound..<intensities.upperBound + FaceUnits.presenceCount
  public static let width = presences.upperBound
}

extension StreamSummary {
  /// The mean of a face over samples, (564), with zeros for unknown groups; nil without samples.
  public init?(meanOf samples: StreamSamples) {
    var mean = FaceMean()
    mean.add(samples, 0..<samples.count)
    guard let summary = mean.summary else { return nil }
    self = summary
  }
}

/// A running mean over a face's samples, weighted by trust.
struct FaceMean {
  /// Untrusted samples count a little, so that there is always a mean.
  private static let minTrust: Float = 0.01

  private var sums = [Float](repeating: 0, count: FaceFeatures.width)
  private var weight: Float = 0
  private var known = FeatureGroups.all

  /// Adds a range of a window's samples.
  mutating func add(_ samples: StreamSamples, _ range: Range<Int>) {
    guard !range.isEmpty else { return }
    known.formIntersection(samples.known)
    for sample in range {
      let trust = max(samples.trust[sample], Self.minTrust)
      weight += trust
      let (embedding, units) = (samples.embeddings.row(sample), samples.units.row(sample))
      for channel in embedding.indices { sums[channel] += trust * embedding[channel] }
      let count = FaceUnits.intensityCount
      for unit in 0..<count {
        sums[FaceFeatures.intensities.lowerBound + unit] += trust * units[unit]
        sums[FaceFeatures.intensities.lowerBound + count + unit] += trust * max(units[unit], 0).squareRoot()
      }
      for unit in 0..<FaceUnits.presenceCount {
        sums[FaceFeatures.presences.lowerBound + unit] += trust * units[count + unit]
      }
    }
  }

  /// Nil before the first sample.
  var summary: StreamSummary? {
    guard weight > 0 else { return nil }
    var values = sums.map { $0 / weight }
    for group in FeatureGroup.of(.face, width: values.count) where !known.contains(group.kind) {
      for index in group.range { values[index] = 0 }
    }
    return StreamSummary(values: values, known: known)
  }
}
