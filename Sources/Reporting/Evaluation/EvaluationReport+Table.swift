import Evaluation
import Foundation

extension EvaluationReport {
  /// Returns the figures as text: a row for each corpus and head, then each corpus's fused confusion matrix. Rates are
  /// percentages.
  public func table(_ style: TableStyle = TableStyle()) -> String {
    let paint = TablePaint(isOn: style.colour)
    let failed = failedCount > 0 ? ", \(failedCount) failed, counted as wrong" : ""
    let split = isSplit ? " (split: test)" : ""
    let personal = usesBaselines ? ", against each speaker's own clips" : ""
    let isKnown = overlap.isDisjoint == false
    let speakers = DisplayText.escaped(speakersLine)
    var text = """
      \(DisplayText.escaped(manifest.description)): \(clipCount) clip\(clipCount == 1 ? "" : "s")\(split)\(failed); \(model)\(personal)
      \(isKnown ? paint.warning(speakers) : speakers)

      """
    let names = shipped == nil ? 2 : 3
    text += "\n" + AlignedRows.text(scoreRows, leftColumns: Set(0..<names).union([names + 11]), title: paint.bold)
    text += comparison.map { DisplayText.escaped($0) + "\n" }.joined()
    for corpus in evaluation.corpora {
      guard let score = corpus.scores[.fused] else { continue }
      text += "\n\(Self.title(corpus)), voice and face together: true label (rows), predicted label (columns)\n"
      text += AlignedRows.text(score.confusion.rows, leftColumns: [0], title: paint.bold)
    }
    return text
  }

  /// A row for each corpus and head, below a header row; with a shipped model to compare to, also one for that below each
  /// corpus's first.
  public var scoreRows: [[String]] {
    let titles = [
      "clips", "missing", "labels", "WAR", "UAR", "95 %", "F1", "ECE", "excess", "Brier", "NLL",
      "recall",
    ]
    func row(_ corpus: Evaluation.Corpus, _ head: ScoredHead, model: String) -> [String]? {
      corpus.scores[head].map {
        [Self.title(corpus)] + (shipped == nil ? [] : [model]) + [head.rawValue] + $0.cells
      }
    }
    return [["corpus"] + (shipped == nil ? [] : ["model"]) + ["head"] + titles]
      + evaluation.corpora.flatMap { corpus in
        let old = shipped?.evaluation.corpora.first { $0.name == corpus.name }
        return ScoredHead.allCases.flatMap { head in
          [
            row(corpus, head, model: "new model, by folds"),
            head == .fused ? old.flatMap { row($0, head, model: "shipped model, same clips") } : nil,
          ].compactMap(\.self)
        }
      }
  }

  private static func title(_ corpus: Evaluation.Corpus) -> String {
    corpus.name.isEmpty ? "–" : DisplayText.escaped(corpus.name)
  }
}

extension Score {
  fileprivate var cells: [String] {
    let recalls = zip(confusion.labels, confusion.recall).map { "\($0.rawValue.prefix(4)) \(percent($1, places: 0))" }
    return [
      "\(clipCount)", "\(missingCount)", "\(confusion.labels.count)",
      percent(confusion.weightedAverageRecall), percent(confusion.unweightedAverageRecall),
      percent(recallInterval.lowerBound, places: 1) + "–" + percent(recallInterval.upperBound, places: 1),
      percent(confusion.macroF1), decimal(calibration?.expectedError), decimal(calibration?.excess),
      decimal(calibration?.brier, places: 3), decimal(calibration?.negativeLogLikelihood, places: 3),
      recalls.joined(separator: " "),
    ]
  }
}

extension ConfusionMatrix {
  /// With a header row.
  fileprivate var rows: [[String]] {
    [[""] + labels.map(\.rawValue) + ["missing", "recall"]]
      + labels.indices.map { truth in
        [labels[truth].rawValue] + counts[truth].map(String.init)
          + ["\(missing[truth])", percent(recall[truth], places: 1)]
      }
  }
}

private func percent(_ share: Double, places: Int = 2) -> String {
  String(format: "%.\(places)f", share * 100)
}

/// Returns a dash for nil.
private func decimal(_ value: Double?, places: Int = 4) -> String {
  value.map { String(format: "%.\(places)f", $0) } ?? "–"
}
