import Evaluation
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
