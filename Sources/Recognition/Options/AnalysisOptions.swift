import Emotion
import Perception
import System

/// What the user may choose about the analysis of a clip.
@dynamicMemberLookup
public struct AnalysisOptions: Equatable, Sendable {
  /// What of the clip is heard and seen.
  public var perception = PerceptionOptions()
  /// The labels that are possible; probabilities are renormalised over them.
  public var labels = Set(EmotionLabel.allCases)
  /// Below this probability the clip's emotion is `uncertain`.
  public var minimumConfidence = 0.0
  /// How the clip is cut into segments; nil for none.
  public var timeline: Timeline?
  /// How a clip's path tells whose clip it is, where it is to be scored against its speaker's other clips.
  public var speakerRule: SpeakerRule?
  /// The file of the personal baselines, where they are in one.
  public var baselineFile: ClipPath?
  /// Another fusion model than the shipped one, for whoever loads the networks.
  public var fusionModel: ClipPath?

  public init() {}

  /// What is heard and seen, by the same names.
  public subscript<Value>(dynamicMember option: WritableKeyPath<PerceptionOptions, Value>) -> Value {
    get { perception[keyPath: option] }
    set { perception[keyPath: option] = newValue }
  }

  /// The number, from 1, of the channel that comes out as array `index`; nil for the mix.
  func channelNumber(_ index: Int) -> Int? { perception.channelNumber(index) }
}
