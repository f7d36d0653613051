import Foundation
import TestSupport
import Testing

@testable import Evaluation

/// Compares the scores with those of an independent Python scorer outside this checkout, on the same records.
@Suite struct PythonScorerTests {
  static let scorer = "\(Repository.root)/../shared/tools/score.py"
  static let python = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin").split(separator: ":")
    .map { "\($0)/python3" }.first { FileManager.default.isExecutableFile(atPath: $0) }
  static let canRun = FileManager.default.fileExists(atPath: scorer) && python != nil

  @Test(.enabled(if: canRun, "needs the scorer and Python"), arguments: ScoredHead.allCases)
  func figuresMatchThePythonScorer(head: ScoredHead) throws {
    let records = try ScoreVectors.load().records
    let folder = try WorkFolder()
    let rows = records.enumerated().map { number, clip in
      "\(number).wav,\(clip.corpus ?? ""),\(clip.speaker ?? ""),\(clip.truth.rawValue)\n"
    }
    let labels = try folder.put("path,corpus,speaker,emotion\n" + rows.joined(), "labels.csv")
    let lines = records.compactMap(\.record).map { $0.json.serialized() + "\n" }
    let output = try run([Self.scorer, labels, folder.put(lines.joined(), "records.jsonl"), "--head", head.rawValue])
    for corpus in Evaluation(records).corpora {
      let score = try #require(corpus.scores[head])
      let row = try #require(output[corpus.name] as? [String: Any])
      func differs(_ name: String, _ found: Double?) -> Bool {
        let expected = row[name] as? Double ?? .nan
        guard let found else { return !expected.isNaN }
        return !(abs(found - expected) <= 0.000_050_1)
      }
      #expect(row["clips"] as? Int == score.clipCount && row["missing"] as? Int == score.missingCount)
      #expect(!differs("war", score.confusion.weightedAverageRecall))
      #expect(!differs("uar", score.confusion.unweightedAverageRecall))
      #expect(!differs("macro_f1", score.confusion.macroF1))
      #expect(!differs("ece", score.calibration?.expectedError))
      #expect(!differs("ece_excess", score.calibration?.excess))
      if let calibration = score.calibration {
        #expect(!differs("brier", calibration.brier) && !differs("nll", calibration.negativeLogLikelihood))
      }
      let interval = row["uar_95"] as? [Double] ?? []
      #expect(
        zip(interval, [score.recallInterval.lowerBound, score.recallInterval.upperBound]).allSatisfy {
          abs($0 - $1) <= 0.000_050_1
        }
      )
    }
  }

  /// Returns the scorer's JSON output, with null in place of NaN, which JSON lacks.
  private func run(_ arguments: [String]) throws -> [String: Any] {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(Self.python))
    process.arguments = arguments + ["--json"]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let text = String(decoding: data, as: UTF8.self).replacingOccurrences(of: "NaN", with: "null")
    return try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }
}
