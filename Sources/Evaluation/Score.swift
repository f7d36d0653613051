import Foundation

/// How well one head names the emotions of clips, over the labels that occur in them.
public struct Score: Equatable, Sendable {
  /// What the probabilities are worth; of the clips that the head says something of.
  public struct Calibration: Equatable, Sendable {
    /// Expected calibration error over 15 bins of equal mass, 0…1.
    public let expectedError: Double
    /// What is beyond the error that chance makes of a perfectly calibrated model with the same confidences.
    public let excess: Double
    /// Mean Brier score a clip, 0…2.
    public let brier: Double
    /// Mean negative log-likelihood a clip, in nats; no probability counts less than 10⁻⁶.
    public let negativeLogLikelihood: Double
  }

  public let confusion: ConfusionMatrix
  /// The 95 % interval of UAR, from 1,000 resamplings of speakers; of clips where fewer than four are named.
  public let recallInterval: ClosedRange<Double>
  /// Nil when the head says nothing of any clip.
  public let calibration: Calibration?

  public var clipCount: Int { confusion.clipCounts.reduce(0, +) }
  /// Clips that the head says nothing of; they count as wrong.
  public var missingCount: Int { confusion.missing.reduce(0, +) }

  /// Scores at least one clip.
  init(_ records: [LabelledRecord], head: ScoredHead) {
    let labels = Set(records.map(\.truth)).sorted { $0.rawValue < $1.rawValue }
    let clips = records.map { ScoredClip($0, head: head, labels: labels) }
    confusion = ConfusionMatrix(labels: labels, clips: clips)
    let interval = RecallInterval.of(clips, labelCount: labels.count)
    recallInterval = interval.low...interval.high
    calibration = Calibration(clips)
  }
}

extension Score.Calibration {
  init?(_ clips: [ScoredClip]) {
    let scored = clips.compactMap { clip in
      clip.probabilities.flatMap { said in clip.said.map { (clip.truth, said, $0) } }
    }
    guard let error = CalibrationError(scored.map { truth, said, best in (said[best], best == truth) }) else {
      return nil
    }
    expectedError = error.value
    excess = error.excess
    let squares = scored.reduce(0.0) { sum, clip in
      let (truth, said, _) = clip
      return sum + said.enumerated().reduce(0) { $0 + pow($1.element - ($1.offset == truth ? 1 : 0), 2) }
    }
    brier = squares / Double(scored.count)
    negativeLogLikelihood = scored.reduce(0) { $0 - log(max($1.1[$1.0], 1e-6)) } / Double(scored.count)
  }
}
