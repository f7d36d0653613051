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
  public let noise: LogitNoise?

  init(
    _ windows: FusionBatch,
    targets: [EmotionTarget],
    counts: [Double],
    faceCounts: [Double],
    genuine: [Bool],
    noise: LogitNoise? = nil
  ) {
    precondition(targets.count == windows.count, "\(targets.count) targets for \(windows.count) windows")
    self.windows = windows
    self.targets = targets
    self.counts = counts
    self.faceCounts = faceCounts
    self.genuine = genuine
    self.noise = noise
  }

  /// Windows as they are, all counting the same.
  public init(_ windows: FusionBatch, targets: [EmotionTarget], noise: LogitNoise? = nil) {
    self.init(
      windows,
      targets: targets,
      counts: targets.map { _ in 1 },
      faceCounts: windows.windows.map { $0.face.samples.count > 0 ? 1 : 0 },
      genuine: targets.map { _ in false },
      noise: noise
    )
  }

  /// The moments of genuine windows that are paired with a frame of a frame: a table's mean face is the same at all of
  /// them.
  var pairedMoments: [Int] {
    zip(windows.moments, windows.windows).enumerated().flatMap { index, pair -> [Int] in
      let (moments, window) = pair
      guard genuine[index], window.face.samples.known.contains(.appearance) else { return [] }
      return moments.filter { !window.face.ranges[$0 - moments.lowerBound].isEmpty }
    }
  }
}
