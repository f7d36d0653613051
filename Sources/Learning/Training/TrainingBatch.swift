import Fusion
import Numerics

/// Windows to learn from, with what they are labelled with.
public struct TrainingBatch {
  public let windows: FusionBatch
  /// One a window.
  public let targets: [EmotionTarget]
  public let spoiling: OpinionNoise?

  public init(_ windows: FusionBatch, targets: [EmotionTarget], spoiling: OpinionNoise? = nil) {
    precondition(targets.count == windows.count, "\(targets.count) targets for \(windows.count) windows")
    self.windows = windows
    self.targets = targets
    self.spoiling = spoiling
  }

  /// 1 for each window that has the stream, else 0.
  static func presence(_ stream: TimedSequences) -> [Double] {
    stream.ranges.map { $0.isEmpty ? 0 : 1 }
  }
}
