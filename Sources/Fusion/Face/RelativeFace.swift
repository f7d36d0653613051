import Emotion
import Networks
import Numerics

/// Names the emotion from how far a face's mean lies from what is usual: for people or, as far as it is known, for the
/// person.
struct RelativeFace {
  private static let hiddenWidth = 64
  /// Of the face's features, in their own units.
  private static let spreadFloor: Float = 0.1

  private let usual: Usual
  private let hidden: Linear
  private let output: Linear

  /// Reads `name.usual`, `name.hidden` and `name.output`. Throws `SafeTensorsError`.
  init(_ name: String, in source: some WeightSource) throws {
    usual = try Usual("\(name).usual", in: source, width: FaceSummary.width, floor: Self.spreadFloor)
    hidden = try Linear("\(name).hidden", in: source, inputs: FaceSummary.width, outputs: Self.hiddenWidth)
    output = try Linear(
      "\(name).output",
      in: source,
      inputs: Self.hiddenWidth,
      outputs: EmotionLabel.allCases.count
    )
  }

  /// How far a face is from the usual, (564).
  func distances(_ face: FaceSummary, baseline: SpeakerBaseline?) -> [Float] {
    usual.relative(face: face, to: baseline)
  }

  /// What faces say that are so far from it, (faces, 564) → (faces, 8).
  func logits(_ distances: Matrix, on tape: Tape?) -> Matrix {
    output(hidden(distances, on: tape).rectified(on: tape), on: tape)
  }
}
