import Fusion

/// Windows to learn from, with what they are labelled with.
public struct TrainingBatch {
  public let windows: FusionBatch
  /// One a window.
  public let targets: [EmotionTarget]
  /// How much each window counts for the loss of both streams, and of the face.
  let counts: [Double]
  let faceCounts: [Double]
  /// Windows whose voice and face belong together, moment by moment.
  let genuine: [Bool]
  public let spoiling: OpinionNoise?

  init(
    _ windows: FusionBatch,
    targets: [EmotionTarget],
    counts: [Double],
    faceCounts: [Double],
    genuine: [Bool],
    spoiling: OpinionNoise? = nil
  ) {
    precondition(targets.count == windows.count, "\(targets.count) targets for \(windows.count) windows")
    self.windows = windows
    self.targets = targets
    self.counts = counts
    self.faceCounts = faceCounts
    self.genuine = genuine
    self.spoiling = spoiling
  }

  /// Windows as they are, all counting the same.
  public init(_ windows: FusionBatch, targets: [EmotionTarget], spoiling: OpinionNoise? = nil) {
    self.init(
      windows,
      targets: targets,
      counts: targets.map { _ in 1 },
      faceCounts: windows.faces.map { $0.count > 0 ? 1 : 0 },
      genuine: targets.map { _ in false },
      spoiling: spoiling
    )
  }

  /// The moments of genuine windows that are paired with a frame of a picture: a table's mean face is the same at all of
  /// them.
  var pairedMoments: [Int] {
    windows.voice.ranges.indices.flatMap { window -> [Int] in
      guard genuine[window], windows.faces[window].known.contains(.appearance) else { return [] }
      return windows.voice.ranges[window].filter { !windows.pairings[$0].isEmpty }
    }
  }
}
