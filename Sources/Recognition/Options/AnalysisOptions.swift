import Emotion
import Face
import Media
import System

/// What the user may choose about the analysis of a clip.
public struct AnalysisOptions: Equatable, Sendable {
  /// Which streams of a clip are analysed.
  public enum ModalityChoice: String, CaseIterable, Sendable {
    /// Whatever the clip has.
    case auto
    /// Voice and face; a clip that lacks one fails.
    case both
    case voice
    case face

    var wantsVoice: Bool { self != .face }
    var wantsFace: Bool { self != .voice }
  }

  public var channel: ChannelChoice = .mix
  public var modality: ModalityChoice = .auto
  /// Whose face counts.
  public var face: FaceChoice = .speaker
  /// A table of face measurements as OpenFace writes them, which is read instead of the pictures.
  public var faceTable: FaceTableReference?
  /// The labels that are possible; probabilities are renormalised over them.
  public var labels = Set(EmotionLabel.allCases)
  /// Below this probability the clip's emotion is `uncertain`.
  public var minimumConfidence = 0.0
  /// How the clip is cut into segments; nil for none.
  public var timeline: Timeline?
  /// The part of the clip to analyse, in seconds from its start; nil for all the rest.
  public var startSeconds = 0.0
  public var durationSeconds: Double?
  /// How a clip's path tells whose clip it is, where it is to be scored against its speaker's other clips.
  public var speakerRule: SpeakerRule?
  /// The file of the personal baselines, where they are in one.
  public var baselineFile: ClipPath?
  /// How long a clip may take.
  public var timeLimit = TimeLimit()
  /// Another fusion model than the shipped one, for whoever loads the networks.
  public var fusionModel: ClipPath?

  public init() {}

  /// Faces are looked for in the clip's own pictures.
  var wantsPictures: Bool { modality.wantsFace && faceTable == nil }

  /// The number, from 1, of the channel that comes out as array `index`; nil for the mix.
  func channelNumber(_ index: Int) -> Int? {
    switch channel {
    case .mix: nil
    case .one(let number): number
    case .each: index + 1
    }
  }
}
