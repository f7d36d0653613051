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
  /// How the streams' opinions are joined and calibrated: without a personal baseline and with one of many clips.
  public let general: CalibrationPair
  public let personal: CalibrationPair

  /// Makes the head of a stream beside voice and face from a model's weights.
  public typealias StreamMaker = (any WeightSource) throws -> any StreamHead

  /// Reads the weights. Throws `SafeTensorsError`.
  ///
  /// - Parameter more: the streams beside voice and face.
  public init(weights file: SafeTensors, more: [StreamMaker] = []) throws {
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
    try self.init(in: file, identity: "\(name) \(version)", speakers: speakers, more: more)
    for (name, calibration) in [("general", general), ("personal", personal)] where !calibration.isUsable {
      throw SafeTensorsError.malformed(path: file.path, reason: "its mixing.\(name) is \(calibration.numbers)")
    }
  }

  /// A model that is to learn. Throws `SafeTensorsError` where an earlier one's tensors have other shapes.
  public init(learning weights: TrainableWeights, more: [StreamMaker] = []) throws {
    try self.init(in: weights, identity: "unnamed 0", speakers: nil, more: more)
  }

  private init(
    in source: some WeightSource,
    identity: String,
    speakers: Set<String>?,
    more: [StreamMaker]
  ) throws {
    self.identity = identity
    self.speakers = speakers
    let heads: [any StreamHead] = [try VoiceHead("voice", in: source), try FaceHead("face", in: source)]
    fusion = try CrossModalFusion(in: source, heads: heads + more.map { try $0(source) })
    general = try CalibrationPair("mixing.general", in: source, of: fusion.modalities)
    personal = try CalibrationPair("mixing.personal", in: source, of: fusion.modalities)
  }

  public var modalities: [Modality] { fusion.modalities }

  /// How the streams' opinions are joined where this much is known of the speaker and of the face.
  ///
  /// - Parameter face: nil without one.
  public func calibration(_ baseline: SpeakerBaseline?, face: FeatureGroups?) -> Calibration {
    general.calibration(face: face).moved(to: personal.calibration(face: face), share: baseline?.share ?? 0)
  }

  /// What was pooled says, one logit for each emotion.
  ///
  /// - Parameter baseline: of the speaker; nil where nothing is known.
  public func logits(_ summary: FusedSummary, baseline: SpeakerBaseline? = nil) -> FusedLogits {
    var alone = ByModality<[Double]>()
    for head in fusion.heads {
      alone[head.modality] = summary.streams[head.modality].map { head.logits($0, baseline: baseline) }
    }
    return FusedLogits(
      alone: alone,
      correction: summary.correction,
      calibration: calibration(baseline, face: summary.streams[.face]?.known)
    )
  }

  /// What samples of a face say alone, of whose person nothing is known; nil without any.
  public func logits(_ samples: StreamSamples) -> [Double]? {
    let nobody = Matrix(rows: 0, columns: CrossModalFusion.voiceWidth)
    let face = AlignedStream(samples: samples, instants: samples.seconds, ranges: [])
    let window = fusion(AlignedWindow(voice: nobody, startSeconds: 0, face: face))
    return logits(fusion.summary(window)).alone[.face]
  }

  /// Only what a window tells of its speaker.
  public func identity(_ window: AlignedWindow) -> ByModality<StreamSummary> {
    var streams = ByModality<StreamSummary>()
    for head in fusion.heads {
      streams[head.modality] = head.identity(window.stream(head.modality, width: head.width).samples)
    }
    return streams
  }
}
