import Emotion
import Foundation
import Networks
import Numerics

/// The model that names the emotion from what the encoders heard and saw, with its calibration.
public struct FusionModel {
  /// Name and version as the record carries them, for example `emocli-av 0.1.0`.
  public let identity: String
  /// Whom it was trained on, as `corpus/speaker`; nil when the file does not say.
  public let speakers: Set<String>?
  /// Both streams together.
  public let fusion: CrossModalFusion
  /// What voice and face each say, joined and calibrated: without a personal baseline and with one of many clips.
  public let general: MixingPair
  public let personal: MixingPair

  /// Reads the weights. Throws `SafeTensorsError`.
  public init(weights file: SafeTensors) throws {
    let labels = file.metadata["labels"]?.split(separator: ",").map(String.init)
    if let labels, labels != EmotionLabel.allCases.map(\.rawValue) {
      throw SafeTensorsError.malformed(path: file.path, reason: "its labels are \(labels.joined(separator: " "))")
    }
    let speakers = try file.metadata["speakers"].map { text in
      guard let speakers = try? JSONDecoder().decode(Set<String>.self, from: Data(text.utf8)) else {
        throw SafeTensorsError.malformed(path: file.path, reason: "its speakers are no JSON array of strings")
      }
      return speakers
    }
    let (name, version) = (file.metadata["name"] ?? "unnamed", file.metadata["version"] ?? "0")
    try self.init(in: file, identity: "\(name) \(version)", speakers: speakers)
    for (name, mixing) in [("general", general), ("personal", personal)] where !mixing.isUsable {
      throw SafeTensorsError.malformed(path: file.path, reason: "its mixing.\(name) is \(mixing.numbers)")
    }
  }

  /// A model that is to learn. Throws `SafeTensorsError` where an earlier one's tensors have other shapes.
  public init(learning weights: TrainableWeights) throws {
    try self.init(in: weights, identity: "unnamed 0", speakers: nil)
  }

  private init(in source: some WeightSource, identity: String, speakers: Set<String>?) throws {
    self.identity = identity
    self.speakers = speakers
    fusion = try CrossModalFusion(
      in: source,
      voice: VoiceHead("voice", in: source),
      face: FaceHead("face", in: source)
    )
    general = try MixingPair("mixing.general", in: source)
    personal = try MixingPair("mixing.personal", in: source)
  }

  /// How the streams' opinions are joined where this much is known of the speaker and of the face.
  ///
  /// - Parameter face: nil without one.
  public func mixing(_ baseline: SpeakerBaseline?, face: FaceGroups?) -> Mixing {
    let isPictured = face?.isPictured ?? true
    let (general, personal) = isPictured ? (general.pictured, personal.pictured) : (general.measured, personal.measured)
    return general.moved(to: personal, share: baseline?.share ?? 0)
  }

  /// What was pooled says, one logit for each emotion.
  ///
  /// - Parameter baseline: of the speaker; nil where nothing is known.
  public func logits(_ summary: FusedSummary, baseline: SpeakerBaseline? = nil) -> FusedLogits {
    fusion.logits(summary, baseline: baseline, mixing: mixing(baseline, face: summary.face?.known))
  }

  /// What frames of a face say alone, of whose person nothing is known; nil without any.
  public func logits(_ frames: FaceFrames) -> [Double]? {
    let nobody = Matrix(rows: 0, columns: CrossModalFusion.voiceWidth)
    let face = AlignedFace(frames: frames, instants: frames.seconds, ranges: [])
    let window = fusion(AlignedWindow(voice: nobody, startSeconds: 0, face: face))
    return logits(fusion.summary(window)).face
  }

  /// Only what a window tells of its speaker: the pooled voice and the face's mean.
  public func streamSummary(_ window: AlignedWindow) -> FusedSummary {
    FusedSummary(
      voice: window.voice.rows > 0 ? fusion.pooledVoice(window.voice) : nil,
      face: fusion.summary(window.face.frames),
      faceLogits: nil,
      correction: [Double](repeating: 0, count: EmotionLabel.allCases.count)
    )
  }
}
