import Emotion

/// The performance of one head on labelled clips, over the labels that occur in them.
public struct Score: Equatable, Sendable {
  /// The quality of the probabilities, over the clips with a prediction.
  public struct Calibration: Equatable, Sendable {
    /// Expected calibration error over 15 bins of equal mass, 0…1.
    public let expectedError: Double
    /// The error beyond what a perfectly calibrated model with the same confidences shows by chance.
    public let excess: Double
    /// Mean Brier score per clip, 0…2.
    public let brier: Double
    /// Mean negative log-likelihood per clip, in nats; probabilities below 10⁻⁶ count as 10⁻⁶.
    public let negativeLogLikelihood: Double
  }

  public let confusion: ConfusionMatrix
  /// The 95 % bootstrap interval of UAR, from 1,000 resamplings of speakers, or of clips if fewer than four speakers
  /// are named.
  public let recallInterval: ClosedRange<Double>
  /// Nil if the head has no prediction for any clip.
  public let calibration: Calibration?

  public var clipCount: Int { confusion.clipCounts.reduce(0, +) }
  /// Clips without a prediction; they count as wrong.
  public var missingCount: Int { confusion.missing.reduce(0, +) }

  /// Scores one or more clips.
  init(_ records: [LabelledRecord], head: ScoredHead) {
    let labels = Set(records.map(\.truth)).sorted { $0.rawValue < $1.rawValue }
    let clips = records.map { ScoredClip($0, head: head, labels: labels) }
    confusion = ConfusionMatrix(labels: labels, clips: clips)
    let interval = RecallInterval.of(clips, labelCount: labels.count)
    recallInterval = interval.low...interval.high
    calibration = Calibration(clips)
  }
}

/// Confusion counts, and the recall and F1 scores that follow from them.
public struct ConfusionMatrix: Equatable, Sendable {
  /// The labels that occur, sorted by name.
  public let labels: [EmotionLabel]
  /// (true label, predicted label), both in the order of `labels`.
  public private(set) var counts: [[Int]]
  /// The clips of each label without a prediction; they count as wrong.
  public private(set) var missing: [Int]

  init(labels: [EmotionLabel], clips: [ScoredClip]) {
    self.labels = labels
    counts = labels.map { _ in labels.map { _ in 0 } }
    missing = labels.map { _ in 0 }
    for clip in clips {
      if let predicted = clip.predicted { counts[clip.truth][predicted] += 1 } else { missing[clip.truth] += 1 }
    }
  }

  /// The number of clips per label.
  public var clipCounts: [Int] { labels.indices.map { counts[$0].reduce(missing[$0], +) } }

  /// Fraction of each label's clips that were predicted correctly, 0…1.
  public var recall: [Double] {
    zip(labels.indices, clipCounts).map { Double(counts[$0][$0]) / Double($1) }
  }

  /// Weighted average recall, which equals accuracy: the fraction of all clips predicted correctly.
  public var weightedAverageRecall: Double {
    Double(labels.indices.reduce(0) { $0 + counts[$1][$1] }) / Double(clipCounts.reduce(0, +))
  }

  /// Unweighted average recall: the mean recall over the labels.
  public var unweightedAverageRecall: Double {
    recall.reduce(0, +) / Double(labels.count)
  }

  /// The mean F1 score over the labels.
  public var macroF1: Double {
    let scores = zip(labels.indices, clipCounts).map { label, clips in
      let predicted = counts.reduce(0) { $0 + $1[label] }
      return 2 * Double(counts[label][label]) / Double(clips + predicted)
    }
    return scores.reduce(0, +) / Double(labels.count)
  }
}
