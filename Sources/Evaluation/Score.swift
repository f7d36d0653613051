import Emotion

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

/// How often clips of each label were given each label, and what recall and precision follow.
public struct ConfusionMatrix: Equatable, Sendable {
  /// Those that occur, sorted by name.
  public let labels: [EmotionLabel]
  /// (truth, said), both in the order of the labels.
  public private(set) var counts: [[Int]]
  /// Of each label the clips that nothing was said of; they count as wrong.
  public private(set) var missing: [Int]

  init(labels: [EmotionLabel], clips: [ScoredClip]) {
    self.labels = labels
    counts = labels.map { _ in labels.map { _ in 0 } }
    missing = labels.map { _ in 0 }
    for clip in clips {
      if let said = clip.said { counts[clip.truth][said] += 1 } else { missing[clip.truth] += 1 }
    }
  }

  /// How many clips have each label.
  public var clipCounts: [Int] { labels.indices.map { counts[$0].reduce(missing[$0], +) } }

  /// Share of each label's clips that were named rightly, 0…1.
  public var recall: [Double] {
    zip(labels.indices, clipCounts).map { Double(counts[$0][$0]) / Double($1) }
  }

  /// Weighted average recall, which is the accuracy: the share of all clips that were named rightly.
  public var weightedAverageRecall: Double {
    Double(labels.indices.reduce(0) { $0 + counts[$1][$1] }) / Double(clipCounts.reduce(0, +))
  }

  /// UAR, the mean of the labels' recalls.
  public var unweightedAverageRecall: Double {
    recall.reduce(0, +) / Double(labels.count)
  }

  /// The mean of the labels' F1 scores.
  public var macroF1: Double {
    let scores = zip(labels.indices, clipCounts).map { label, clips in
      let said = counts.reduce(0) { $0 + $1[label] }
      return 2 * Double(counts[label][label]) / Double(clips + said)
    }
    return scores.reduce(0, +) / Double(labels.count)
  }
}
