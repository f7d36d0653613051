import Emotion
import Networks
import Numerics

/// Predicts the emotion from the distance of a face's mean to its baseline: the population prior, moved towards the
/// speaker's own as far as it is known.
struct NormalizedFaceClassifier {
  private static let hiddenWidth = 64
  /// Added to the standard deviation of each feature, in the feature's units.
  private static let spreadFloor: Float = 0.1
  /// The appearance features are redundant, so each counts less.
  private static let appearanceScale: Float = 0.3

  private let normalizer: SpeakerNormalizer
  private let hidden: Linear
  private let output: Linear

  /// Reads `name.usual`, `name.hidden` and `name.output`. Throws `SafeTensorsError`.
  init(_ name: String, in source: some WeightSource) throws {
    normalizer = try SpeakerNormalizer("\(name).usual", in: source, width: FaceFeatures.width, floor: Self.spreadFloor)
    hidden = try Linear("\(name).hidden", in: source, inputs: FaceFeatures.width, outputs: Self.hiddenWidth)
    output = try Linear(
      "\(name).output",
      in: source,
      inputs: Self.hiddenWidth,
      outputs: EmotionLabel.allCases.count
    )
  }

  /// Distances of a face's mean to the baseline, (564); 0 for unknown features.
  func distances(_ face: StreamSummary, baseline: SpeakerBaseline?) -> [Float] {
    FeatureGroup.of(.face, width: face.values.count).flatMap { group -> [Float] in
      guard face.known.contains(group.kind) else { return [Float](repeating: 0, count: group.range.count) }
      let relative = normalizer.relative(face.values[group.range], at: group.range, to: baseline?.moments(of: group))
      return group.kind == .appearance ? relative.map { Self.appearanceScale * $0 } : relative
    }
  }

  /// (faces, 564) → (faces, 8)
  func logits(_ distances: Matrix, on tape: Tape?) -> Matrix {
    output(hidden(distances, on: tape).rectified(on: tape), on: tape)
  }
}
