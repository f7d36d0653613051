import Emotion
import Perception
import System

/// Options of a clip's analysis.
@dynamicMemberLookup
public struct AnalysisOptions: Equatable, Sendable {
  /// Options of the perception.
  public var perception = PerceptionOptions()
  /// The possible labels; probabilities are renormalized over them.
  public var labels = Set(EmotionLabel.allCases)
  /// Below this probability the clip's emotion is `uncertain`.
  public var minConfidence = 0.0
  /// How the clip is divided into segments; nil for none.
  public var timeline: Timeline?
  /// The file with the stretches to label, or a directory with one for each clip; nil for none.
  public var transcript: ClipPath?
  /// The names of the channels; nil for numbers.
  public var channelNames: ChannelNames?
  /// How a clip's speaker is derived from its path, for speaker normalization; nil for none.
  public var speakerRule: SpeakerRule?
  /// The file of speaker baselines, if there is one.
  public var baselineFile: ClipPath?
  /// A fusion model and the directory of a pre-trained voice encoder that replace the shipped ones, applied by the code
  /// that loads the networks.
  public var fusionModel: ClipPath?
  public var voiceEncoder: ClipPath?

  public init() {}

  /// Forwards the options of the perception.
  public subscript<Value>(dynamicMember option: WritableKeyPath<PerceptionOptions, Value>) -> Value {
    get { perception[keyPath: option] }
    set { perception[keyPath: option] = newValue }
  }

  /// The networks in use.
  public var models: ModelChoice { ModelChoice(fusion: fusionModel, voice: VoiceEncoderChoice(voiceEncoder)) }

  /// The number, from 1, of the channel at array index `index`; nil for the mix.
  func channelNumber(_ index: Int) -> Int? { perception.channelNumber(index) }
}
