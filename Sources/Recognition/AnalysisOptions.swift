import Emotion
import Face
import Media
import System

/// What the user may choose about the analysis of a clip.
public struct AnalysisOptions: Equatable, Sendable {
  /// Which streams of a clip are analysed.
  public enum Modality: String, CaseIterable, Sendable {
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
  public var modality: Modality = .auto
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

  /// The options that change a record and differ from their defaults, as the user would type them; nil when none does.
  public var summary: String? {
    var words: [String] = []
    switch channel {
    case .mix: break
    case .one(let number): words.append("--channel \(number)")
    case .each: words.append("--channel each")
    }
    if modality != .auto { words.append("--modality \(modality.rawValue)") }
    if face != .speaker { words.append("--face \(face.rawValue)") }
    if let faceTable { words.append("--face-csv \(faceTable)") }
    if labels.count < EmotionLabel.allCases.count {
      let names = EmotionLabel.allCases.filter(labels.contains).map(\.rawValue)
      words.append("--labels \(names.joined(separator: ","))")
    }
    if minimumConfidence > 0 { words.append("--min-confidence \(minimumConfidence.typed)") }
    if let timeline { words.append("--timeline \(timeline)") }
    if startSeconds > 0 { words.append("--start \(startSeconds.typed)") }
    if let durationSeconds { words.append("--duration \(durationSeconds.typed)") }
    if let speakerRule { words.append("--speaker-by \(speakerRule)") }
    if let baselineFile { words.append("--baseline \(baselineFile)") }
    return words.isEmpty ? nil : words.joined(separator: " ")
  }
}

extension Double {
  /// The number without the decimals that say nothing.
  var typed: String {
    Int(exactly: self).map(String.init) ?? "\(self)"
  }
}
