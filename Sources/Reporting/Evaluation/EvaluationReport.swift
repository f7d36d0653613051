import Emotion
import Evaluation
import Formats
import Foundation
import System

/// The result of evaluating a model on labelled clips, and the conditions of the evaluation.
public struct EvaluationReport: Sendable {
  public let manifest: ClipPath
  /// The fusion model's name and version.
  public let model: String
  /// Whether only rows with split `test` were evaluated.
  public let isSplit: Bool
  /// Whether each clip was scored against its speaker's baseline.
  public let usesBaselines: Bool
  /// The number of clips without a result.
  public let failedCount: Int
  public let overlap: SpeakerOverlap
  public let evaluation: Evaluation
  /// For a cross-validation, how many people are in how many folds and whether the networks may know them.
  public let foldsLine: String?
  /// The shipped model on the same clips, to which a new one is compared.
  public let shipped: Shipped?

  /// The figures of the shipped model.
  public struct Shipped: Sendable {
    public let evaluation: Evaluation
    /// The overlap of the clips' speakers with those that it was trained on.
    public let overlap: SpeakerOverlap

    public init(evaluation: Evaluation, overlap: SpeakerOverlap) {
      (self.evaluation, self.overlap) = (evaluation, overlap)
    }
  }

  public init(
    manifest: ClipPath,
    model: String,
    isSplit: Bool,
    usesBaselines: Bool = false,
    failedCount: Int,
    overlap: SpeakerOverlap,
    evaluation: Evaluation,
    foldsLine: String? = nil,
    shipped: Shipped? = nil
  ) {
    self.manifest = manifest
    self.model = model
    self.isSplit = isSplit
    self.usesBaselines = usesBaselines
    self.failedCount = failedCount
    self.overlap = overlap
    self.evaluation = evaluation
    self.foldsLine = foldsLine
    self.shipped = shipped
  }

  /// Whether the speakers are unseen, in one line.
  public var speakersLine: String { foldsLine ?? "speaker-disjoint: \(overlap)" }

  /// What the comparison with the shipped model shows, in sentences; empty without one.
  public var comparison: [String] {
    guard let shipped else { return [] }
    let worse = evaluation.corpora.compactMap { corpus -> String? in
      let other = shipped.evaluation.corpora.first { $0.name == corpus.name }
      guard let new = corpus.scores[.fused], let old = other?.scores[.fused] else { return nil }
      let (recall, before) = (new.confusion.unweightedAverageRecall, old.confusion.unweightedAverageRecall)
      // With a single label, whatever is predicted is right.
      guard recall <= before, new.confusion.labels.count > 1 else { return nil }
      let name = corpus.name.isEmpty ? "" : "on \(corpus.name) "
      return name + String(format: "(UAR %.2f, shipped %.2f)", recall * 100, before * 100)
    }
    return (worse.isEmpty ? [] : ["The new model is not better than the shipped one \(worse.joined(separator: ", "))."])
      + [
        shipped.overlap.isDisjoint == false
          ? "The shipped model's figures are too good: it was trained on \(shipped.overlap.known.count) of these people."
          : "The shipped model may have seen these people; its figures may be too good."
      ]
  }

  /// The number of clips evaluated.
  public var clipCount: Int {
    evaluation.corpora.reduce(0) { $0 + ($1.scores[.fused]?.clipCount ?? 0) }
  }
}

extension EvaluationReport {
  /// The report as one object, with the figures per head and corpus under `heads`. A missing figure is `null`.
  public var json: JSONValue {
    [
      "schema": "emocli.evaluation/1",
      "manifest": .string(manifest.description),
      "model": .string(model),
      "split": isSplit ? "test" : nil,
      "personal_baseline": .bool(usesBaselines),
      "clips": .integer(clipCount),
      "failed": .integer(failedCount),
      "speaker_disjoint": overlap.isDisjoint.map(JSONValue.bool) ?? .null,
      "speakers": .string("\(overlap)"),
      "speakers_in_training": .array(overlap.known.map(JSONValue.string)),
      "heads": .object(
        ScoredHead.allCases.map { head in
          JSONValue.Member(
            head.rawValue,
            .object(
              evaluation.corpora.compactMap { corpus in
                corpus.scores[head].map { JSONValue.Member(corpus.name, $0.json) }
              }
            )
          )
        }
      ),
    ]
  }
}

extension Score {
  /// Rates and errors are 0…1, to four decimals; recalls to three. Calibration figures cover only clips for which the
  /// head has a prediction.
  var json: JSONValue {
    [
      "clips": .integer(clipCount),
      "missing": .integer(missingCount),
      "labels": .integer(confusion.labels.count),
      "war": .rounded(confusion.weightedAverageRecall),
      "uar": .rounded(confusion.unweightedAverageRecall),
      "uar_95": [.rounded(recallInterval.lowerBound), .rounded(recallInterval.upperBound)],
      "macro_f1": .rounded(confusion.macroF1),
      "ece": .rounded(calibration?.expectedError),
      "ece_excess": .rounded(calibration?.excess),
      "brier": .rounded(calibration?.brier),
      "nll": .rounded(calibration?.negativeLogLikelihood),
      "recall": .labelled(confusion.labels, confusion.recall.map { .rounded($0, places: 3) }),
      "confusion": confusion.json,
    ]
  }
}

extension ConfusionMatrix {
  /// For each true label, the number of clips per predicted label and of clips without a prediction (`missing`).
  var json: JSONValue {
    let rows = labels.indices.map { truth -> JSONValue in
      let predicted = zip(labels, counts[truth]).map { JSONValue.Member($0.rawValue, .integer($1)) }
      return .object(predicted + [JSONValue.Member("missing", .integer(missing[truth]))])
    }
    return .labelled(labels, rows)
  }
}

extension JSONValue {
  fileprivate static func labelled(_ labels: [EmotionLabel], _ values: [JSONValue]) -> JSONValue {
    .object(zip(labels, values).map { Member($0.rawValue, $1) })
  }

  /// Rounds the exact value to the nearest decimal, ties to even, as `round` and `printf` of other languages do.
  fileprivate static func rounded(_ value: Double?, places: Int = 4) -> JSONValue {
    guard let value, value.isFinite else { return .null }
    return .number(Double(String(format: "%.\(places)f", value))!)
  }
}
