import Emotion
import Evaluation
import Formats
import Foundation
import System

/// What a model's evaluation on labelled clips gave, and what that rests on.
public struct EvaluationReport: Sendable {
  public let manifest: ClipPath
  /// Name and version of the fusion model.
  public let model: String
  /// Whether only the rows count whose split is `test`.
  public let isSplit: Bool
  /// Whether each clip was scored against all of its speaker's.
  public let isPersonal: Bool
  /// Clips that gave no result.
  public let failedCount: Int
  public let overlap: SpeakerOverlap
  public let evaluation: Evaluation

  public init(
    manifest: ClipPath,
    model: String,
    isSplit: Bool,
    isPersonal: Bool = false,
    failedCount: Int,
    overlap: SpeakerOverlap,
    evaluation: Evaluation
  ) {
    self.manifest = manifest
    self.model = model
    self.isSplit = isSplit
    self.isPersonal = isPersonal
    self.failedCount = failedCount
    self.overlap = overlap
    self.evaluation = evaluation
  }

  /// Clips that count.
  public var clipCount: Int {
    evaluation.corpora.reduce(0) { $0 + ($1.scores[.fused]?.clipCount ?? 0) }
  }
}

extension EvaluationReport {
  /// One object; under `heads`, for each head and corpus, the figures. A figure that does not exist is `null`.
  public var json: JSONValue {
    [
      "schema": "emocli.evaluation/1",
      "manifest": .string(manifest.description),
      "model": .string(model),
      "split": isSplit ? "test" : nil,
      "personal_baseline": .bool(isPersonal),
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
  /// Rates and errors are 0…1, to four decimals; recalls to three. Probabilities score those clips only of which the head
  /// says something.
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
  /// For each label that clips have, how many were given each label, and of how many nothing was said (`missing`).
  var json: JSONValue {
    let rows = labels.indices.map { truth -> JSONValue in
      let said = zip(labels, counts[truth]).map { JSONValue.Member($0.rawValue, .integer($1)) }
      return .object(said + [JSONValue.Member("missing", .integer(missing[truth]))])
    }
    return .labelled(labels, rows)
  }
}

extension JSONValue {
  fileprivate static func labelled(_ labels: [EmotionLabel], _ values: [JSONValue]) -> JSONValue {
    .object(zip(labels, values).map { Member($0.rawValue, $1) })
  }

  /// The exact value's nearest decimal number, as other languages' `round` and `printf` have it; halves go to the even one.
  fileprivate static func rounded(_ value: Double?, places: Int = 4) -> JSONValue {
    guard let value, value.isFinite else { return .null }
    return .number(Double(String(format: "%.\(places)f", value))!)
  }
}
