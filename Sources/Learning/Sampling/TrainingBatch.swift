import Fusion

/// A batch of windows with their targets.
public struct TrainingBatch {
  public let windows: FusionBatch
  /// One per window.
  public let targets: [EmotionTarget]
  /// The weight of each window in the fused loss and in the face loss.
  let weights: [Double]
  let faceWeights: [Double]
  /// The weight of each window in the voice loss.
  var voiceWeights: [Double] { zip(weights, windows.windows).map { $1.voice.rows > 0 ? $0 : 0 } }
  /// The share of the further voices in all voices.
  var furtherVoiceShare: Double {
    let count = Double(voices.count)
    return count > 0 ? count / (count + voiceWeights.reduce(0, +)) : 0
  }
  /// Windows whose voice and face come from the same clip and are aligned.
  let genuine: [Bool]
  public let noise: LogitNoise?
  /// Further voices, for the voice loss alone, and their targets.
  let voices: FusionBatch
  let voiceTargets: [EmotionTarget]

  init(
    _ windows: FusionBatch,
    targets: [EmotionTarget],
    weights: [Double],
    faceWeights: [Double],
    genuine: [Bool],
    noise: LogitNoise? = nil,
    voices: FusionBatch = FusionBatch([]),
    voiceTargets: [EmotionTarget] = []
  ) {
    precondition(targets.count == windows.count, "\(targets.count) targets for \(windows.count) windows")
    precondition(voiceTargets.count == voices.count, "\(voiceTargets.count) targets for \(voices.count) voices")
    self.windows = windows
    self.targets = targets
    self.weights = weights
    self.faceWeights = faceWeights
    self.genuine = genuine
    self.noise = noise
    self.voices = voices
    self.voiceTargets = voiceTargets
  }

  /// Unchanged windows, all with the same weight.
  public init(_ windows: FusionBatch, targets: [EmotionTarget], noise: LogitNoise? = nil) {
    self.init(
      windows,
      targets: targets,
      weights: targets.map { _ in 1 },
      faceWeights: windows.windows.map { $0.face.samples.count > 0 ? 1 : 0 },
      genuine: targets.map { _ in false },
      noise: noise
    )
  }

  /// The moments of genuine windows that are paired with a face in video. Tables are left out: one with only a mean
  /// face pairs the same sample with every moment.
  var pairedMoments: [Int] {
    zip(windows.moments, windows.windows).enumerated().flatMap { index, pair -> [Int] in
      let (moments, window) = pair
      guard genuine[index], window.face.samples.known.contains(.appearance) else { return [] }
      return moments.filter { !window.face.ranges[$0 - moments.lowerBound].isEmpty }
    }
  }
}
