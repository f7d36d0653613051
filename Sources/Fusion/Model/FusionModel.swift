import Emotion
import Foundation
import Networks
import Numerics

/// The model that predicts the emotion from the encoders' embeddings, with its calibration.
public struct FusionModel {
  /// Name and version as they stand in the record, for example `emocli-av 0.1.0`.
  public let identity: String
  /// The training speakers, as `corpus/speaker`; nil if the file does not list them.
  public let speakers: Set<String>?
  /// The voice encoder that the model needs.
  public let encoder: EncoderIdentity
  /// The cross-modal fusion of the streams.
  public let fusion: CrossModalFusion
  /// Calibration of the predictions for an unseen speaker, and for one with a baseline of many clips.
  public let general: CalibrationPair
  public let personal: CalibrationPair

  /// Makes the head of a stream other than voice and face from a model's weights.
  public typealias StreamMaker = (any WeightSource) throws -> any StreamHead

  /// - Parameter more: makers of streams other than voice and face.
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
    let encoder = try EncoderIdentity(in: file)
    try self.init(in: file, identity: "\(name) \(version)", speakers: speakers, encoder: encoder, more: more)
    for (name, calibration) in [("general", general), ("personal", personal)] where !calibration.isUsable {
      throw SafeTensorsError.malformed(path: file.path, reason: "its mixing.\(name) is \(calibration.numbers)")
    }
  }

  /// A model for training. Throws `SafeTensorsError` if the initial tensors have other shapes.
  ///
  /// - Parameter encoder: the voice encoder whose hidden states the model takes.
  public init(trainable weights: TrainableWeights, encoder: EncoderIdentity, more: [StreamMaker] = []) throws {
    try self.init(in: weights, identity: "unnamed 0", speakers: nil, encoder: encoder, more: more)
  }

  private init(
    in source: some WeightSource,
    identity: String,
    speakers: Set<String>?,
    encoder: EncoderIdentity,
    more: [StreamMaker]
  ) throws {
    self.identity = identity
    self.speakers = speakers
    self.encoder = encoder
    let voice = try VoiceHead("voice", in: source, encoder: encoder)
    let heads: [any StreamHead] = [voice, try FaceHead("face", in: source)]
    fusion = try CrossModalFusion(in: source, heads: heads + more.map { try $0(source) })
    general = try CalibrationPair("mixing.general", in: source, of: fusion.modalities)
    personal = try CalibrationPair("mixing.personal", in: source, of: fusion.modalities)
  }

  public var modalities: [Modality] { fusion.modalities }

  /// Returns the calibration, interpolated between general and personal by how well the speaker is known.
  ///
  /// - Parameter face: the known features of the face; nil without a face.
  public func calibration(_ baseline: SpeakerBaseline?, face: FeatureGroups?) -> Calibration {
    general.calibration(face: face).moved(to: personal.calibration(face: face), share: baseline?.share ?? 0)
  }

  /// The logits of a summary, one per emotion.
  ///
  /// - Parameter baseline: of the speaker; nil for an unseen speaker.
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

  /// The logits of a face's samples alone, without a baseline; nil without samples.
  public func logits(_ samples: StreamSamples) -> [Double]? {
    let noVoice = Matrix(rows: 0, columns: fusion.voiceSampleWidth)
    let face = AlignedStream(samples: samples, instants: samples.seconds, ranges: [])
    let window = fusion(AlignedWindow(voice: noVoice, startSeconds: 0, face: face))
    return logits(fusion.summary(window)).alone[.face]
  }

  /// The features of a window that enter its speaker's baseline.
  public func identity(_ window: AlignedWindow) -> ByModality<StreamSummary> {
    var streams = ByModality<StreamSummary>()
    for head in fusion.heads {
      streams[head.modality] = head.identity(window.stream(head.modality, width: head.sampleWidth).samples)
    }
    return streams
  }
}
