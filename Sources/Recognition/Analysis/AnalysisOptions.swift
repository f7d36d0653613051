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

  public init() {}

  /// What is heard and seen, by the same names.
  public subscript<Value>(dynamicMember option: WritableKeyPath<PerceptionOptions, Value>) -> Value {
    get { perception[keyPath: option] }
    set { perception[keyPath: option] = newValue }
  }

  /// The number, from 1, of the channel that comes out as array `index`; nil for the mix.
  func channelNumber(_ index: Int) -> Int? { perception.channelNumber(index) }

  /// The options that change a record and differ from their defaults, as the user would type them; nil when none does.
  public var summary: String? {
    var words: [String] = []
    switch perception.channel {
    case .mix: break
    case .one(let number): words.append("--channel \(number)")
    case .each: words.append("--channel each")
    }
    if perception.modality != .auto { words.append("--modality \(perception.modality.rawValue)") }
    if perception.face != .speaker { words.append("--face \(perception.face.rawValue)") }
    if let faceTable = perception.faceTable { words.append("--face-csv \(faceTable)") }
    if labels.count < EmotionLabel.allCases.count {
      let names = EmotionLabel.allCases.filter(labels.contains).map(\.rawValue)
      words.append("--labels \(names.joined(separator: ","))")
    }
    if minimumConfidence > 0 { words.append("--min-confidence \(minimumConfidence.typed)") }
    if let timeline { words.append("--timeline \(timeline)") }
    if perception.startSeconds > 0 { words.append("--start \(perception.startSeconds.typed)") }
    if let durationSeconds = perception.durationSeconds { words.append("--duration \(durationSeconds.typed)") }
    if let speakerRule { words.append("--speaker-by \(speakerRule)") }
    if let baselineFile { words.append("--baseline \(baselineFile)") }
    return words.isEmpty ? nil : words.joined(separator: " ")
  }
}
