import Foundation

/// The mean of a face over frames: how it looks, its units' intensities and their square roots, its units' presences.
public struct FaceSummary: Equatable, Sendable {
  /// Where each group stands among the values.
  static let appearance = 0..<FaceHead.width
  static let intensities = appearance.upperBound..<appearance.upperBound + 2 * FaceFrames.intensityCount
  static let presences = intensities.upperBound..<intensities.upperBound + FaceFrames.presenceCount
  public static let width = presences.upperBound

  /// (564); zeros where a group is not known.
  public let values: [Float]
  public let known: FaceGroups

  public init(values: [Float], known: FaceGroups) {
    precondition(values.count == Self.width, "\(values.count) values in a face's summary")
    self.values = values
    self.known = known
  }

  static func range(of group: FaceGroups) -> Range<Int> {
    group == .appearance ? appearance : group == .intensities ? intensities : presences
  }

  /// Of whole windows or clips; nil without frames.
  public init?(_ frames: FaceFrames) {
    var sum = FaceSum()
    sum.add(frames, 0..<frames.count)
    guard let summary = sum.summary else { return nil }
    self = summary
  }
}

/// A mean over frames under way, each weighed by its trust.
struct FaceSum {
  /// Frames that nothing is to be trusted of count a little, so that there always is a mean.
  private static let leastTrust: Float = 0.01

  private var sums = [Float](repeating: 0, count: FaceSummary.width)
  private var weight: Float = 0
  private var known = FaceGroups.all

  /// Adds these of a window's frames.
  mutating func add(_ frames: FaceFrames, _ range: Range<Int>) {
    guard !range.isEmpty else { return }
    known.formIntersection(frames.known)
    for frame in range {
      let trust = max(frames.trust[frame], Self.leastTrust)
      weight += trust
      let (embedding, units) = (frames.embeddings.row(frame), frames.units.row(frame))
      for channel in embedding.indices { sums[channel] += trust * embedding[channel] }
      let count = FaceFrames.intensityCount
      for unit in 0..<count {
        sums[FaceSummary.intensities.lowerBound + unit] += trust * units[unit]
        sums[FaceSummary.intensities.lowerBound + count + unit] += trust * max(units[unit], 0).squareRoot()
      }
      for unit in 0..<FaceFrames.presenceCount {
        sums[FaceSummary.presences.lowerBound + unit] += trust * units[count + unit]
      }
    }
  }

  /// Nil when nothing was added.
  var summary: FaceSummary? {
    guard weight > 0 else { return nil }
    var values = sums.map { $0 / weight }
    for group in FaceGroups.inOrder where !known.contains(group) {
      for index in FaceSummary.range(of: group) { values[index] = 0 }
    }
    return FaceSummary(values: values, known: known)
  }
}
