import Emotion
import Networks
import Numerics

/// Names the emotion from how far a face's mean lies from what is normal: for people or, as far as it is known, for the
/// person.
struct RelativeFace {
  private static let hiddenWidth = 64
  /// Of the face's features, in their own units.
  private static let spreadFloor: Float = 0.1
  /// Appearance has many features that say the same: each counts less.
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

  /// How far a face is from what is normal, (564); what is not known is 0.
  func distances(_ face: StreamSummary, baseline: SpeakerBaseline?) -> [Float] {
    FeatureGroup.of(.face, width: face.values.count).flatMap { group -> [Float] in
      guard face.known.contains(group.kind) else { return [Float](repeating: 0, count: group.range.count) }
      let relative = normalizer.relative(face.values[group.range], at: group.range, to: baseline?.moments(of: group))
      return group.kind == .appearance ? relative.map { Self.appearanceScale * $0 } : relative
    }
  }

  /// What faces say that are so far from it, (faces, 564) → (faces, 8).
  func logits(_ distances: Matrix, on tape: Tape?) -> Matrix {
    output(hidden(distances, on: tape).rectified(on: tape), on: tape)
  }
}
