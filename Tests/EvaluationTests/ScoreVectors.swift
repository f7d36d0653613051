import Emotion
import Foundation
import Records
import System
import TestSupport

@testable import Evaluation

/// Clips with synthetic probabilities, and their scores (`python3 -m Evaluation.score_vectors`).
struct ScoreVectors: Decodable {
  struct Clip: Decodable {
    let corpus: String?
    let speaker: String?
    let emotion: EmotionLabel
    /// The probabilities of each head in ten-thousandths; nil without a prediction.
    let heads: [String: [Int]?]
  }

  struct Figures: Decodable {
    let war: Double
    let uar: Double
    let recallInterval: [Double]
    let macroF1: Double
    let ece: Double?
    let excess: Double?
    let brier: Double?
    let nll: Double?
    let confusion: [String: [String: Int]]

    private enum CodingKeys: String, CodingKey {
      case war, uar, ece, brier, nll, confusion
      case recallInterval = "uar_95"
      case macroF1 = "macro_f1"
      case excess = "ece_excess"
    }
  }

  let clips: [Clip]
  /// By corpus and head.
  let scores: [String: [String: Figures]]

  static func load() throws -> ScoreVectors {
    let data = try Data(contentsOf: URL(fileURLWithPath: "\(Repository.root)/Tests/Vectors/scores.json"))
    return try JSONDecoder().decode(ScoreVectors.self, from: data)
  }

  var records: [LabelledRecord] {
    clips.enumerated().map { number, clip in
      LabelledRecord(
        truth: clip.emotion,
        corpus: clip.corpus,
        speaker: clip.speaker,
        record: SampleRecords.scored(
          path: "\(number).wav",
          fused: clip.probabilities(of: .fused),
          voice: clip.probabilities(of: .voice),
          face: clip.probabilities(of: .face)
        )
      )
    }
  }
}

extension ScoreVectors.Clip {
  fileprivate func probabilities(of head: ScoredHead) -> Probabilities? {
    heads[head.rawValue]?.map { Probabilities(canonical: $0.map { Double($0) / 10_000 }) }
  }
}

extension SampleRecords {
  /// A record with the prediction of each head; without a fused one, the record of a failed clip.
  static func scored(
    path: String,
    fused: Probabilities?,
    voice: Probabilities? = nil,
    face: Probabilities? = nil
  ) -> ClipRecord {
    var record = failed
    record.path = ClipPath(path)
    guard let fused else { return record }
    var analysis = SampleRecords.analysis
    analysis.probabilities = fused
    analysis.voice = voice.map {
      StreamReport(weight: 0.5, measures: ["speech_ratio": 1], probabilities: $0)
    }
    analysis.face = face.map { StreamReport(weight: 0.5, measures: ["coverage": 1, "faces": 1], probabilities: $0) }
    record.outcome = .ok(analysis)
    return record
  }
}
