import Emotion

/// A clip's contribution to its speaker's baseline: the mean features of its streams.
public struct ClipSummary: Equatable, Sendable {
  /// Only the streams present.
  public let streams: ByModality<StreamSummary>

  public init(_ streams: ByModality<StreamSummary>) {
    self.streams = streams
  }

  /// The mean over a clip's windows, weighted per stream.
  public init(_ windows: [(streams: ByModality<StreamSummary>, weights: ByModality<Double>)]) {
    var means = ByModality<WeightedMean>()
    for window in windows {
      for (modality, summary) in window.streams {
        let weight = window.weights[modality] ?? 0
        guard weight > 0 else { continue }
        var mean = means[modality] ?? WeightedMean()
        mean.add(summary, weight: weight)
        means[modality] = mean
      }
    }
    // Streams stay in the order of the windows' streams, whichever window had one first.
    streams = means.map { _, mean in mean.summary }
  }
}

private struct WeightedMean {
  private var sums: [Double] = []
  private var weight = 0.0
  private var known = FeatureGroups.all

  mutating func add(_ summary: StreamSummary, weight: Double) {
    let values = summary.values
    if sums.isEmpty { sums = [Double](repeating: 0, count: values.count) }
    for index in sums.indices { sums[index] += weight * Double(values[index]) }
    self.weight += weight
    known.formIntersection(summary.known)
  }

  var summary: StreamSummary { StreamSummary(values: sums.map { Float($0 / weight) }, known: known) }
}
