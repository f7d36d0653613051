import ArgumentParser
import Emotion
import Face
import Foundation
import Perception
import Recognition
import System

/// What changes a clip's record. Parsed by `analyze` and, from the same words, by its workers.
struct RecognitionOptions: ParsableArguments {
  @OptionGroup var part: PartOptions

  @Option(help: ArgumentHelp("Which streams count; auto: those the clip has.", valueName: "auto|both|voice|face"))
  var modality = AnalysisOptions.Modality.auto

  @Option(
    help: ArgumentHelp(
      "Whose face counts; all: each for itself; full-frame: the picture is a face. (default: speaker)",
      valueName: "speaker|largest|all|full-frame"
    )
  )
  var face: FaceChoice?

  @Option(
    name: .customLong("face-csv"),
    help: ArgumentHelp(
      "Face measurements of the one clip, as OpenFace writes them, instead of its pictures: AU01_r to AU45_r, and x_0 to "
        + "y_67 if there; a row a frame, or one for all.",
      valueName: "FILE"
    ),
    completion: .file(extensions: ["csv"])
  )
  var faceTable: ClipPath?

  @Option(help: ArgumentHelp("Only these emotions are possible.", valueName: "A,B,..."))
  var labels: LabelList?

  @Option(help: ArgumentHelp("Below this probability the emotion is 'uncertain'.", valueName: "P"))
  var minConfidence = 0.0

  @Option(
    help: ArgumentHelp("Add the emotion of every S seconds, or of each utterance.", valueName: "S|utterance"),
    completion: .list(["utterance"]),
    transform: Timeline.init(argument:)
  )
  var timeline: Timeline?

  @Option(
    help: ArgumentHelp(
      "Score each clip against all clips of its speaker, who is told by the clip's folder, or by the first group of a "
        + "regular expression on its path. Nothing is written before all clips are measured.",
      valueName: "directory|regex:RE"
    ),
    completion: .list(["directory", "regex:"]),
    transform: SpeakerRule.init(argument:)
  )
  var speakerBy: SpeakerRule?

  @Option(
    help: ArgumentHelp(
      "Score against the speakers' clips in FILE, as they come; a FILE that is not there is made of this run's clips. "
        + "Needs --speaker-by.",
      valueName: "FILE"
    ),
    completion: .file(extensions: ["json"])
  )
  var baseline: ClipPath?

  @Option(help: ArgumentHelp("Seconds a clip may take; default: 60 plus 10 times its duration.", valueName: "S"))
  var timeout: Double?

  @Option(
    help: ArgumentHelp("Another fusion model.", valueName: "FILE"),
    completion: .file(extensions: ["safetensors"])
  )
  var model: ClipPath?

  func validate() throws {
    if let faceTable {
      if faceTable.bytes.isEmpty { throw ValidationError("--face-csv takes a file") }
      if face != nil { throw ValidationError("--face-csv and --face contradict each other") }
      if modality == .voice { throw ValidationError("--face-csv and --modality voice contradict each other") }
    }
    if speakerBy != nil, part.channel == .each {
      throw ValidationError("--speaker-by and --channel each contradict each other: a path tells of one speaker")
    }
    if let baseline {
      if baseline.bytes.isEmpty { throw ValidationError("--baseline takes a file") }
      if speakerBy == nil { throw ValidationError("--baseline needs --speaker-by") }
    }
    guard (0...1).contains(minConfidence) else { throw ValidationError("--min-confidence takes 0 to 1") }
    if let timeout, !(timeout > 0 && timeout.isFinite) { throw ValidationError("--timeout takes more than 0 seconds") }
  }

  var analysis: AnalysisOptions {
    var options = AnalysisOptions()
    options.channel = part.channel
    options.startSeconds = part.start
    options.durationSeconds = part.duration
    options.modality = modality
    options.face = face ?? .speaker
    options.faceTable = faceTable.map { FaceTableReference(path: $0) }
    if let labels { options.labels = labels.labels }
    options.minimumConfidence = minConfidence
    options.timeline = timeline
    options.speakerRule = speakerBy
    options.baselineFile = baseline
    options.timeLimit = timeLimit
    return options
  }

  var timeLimit: TimeLimit { TimeLimit(fixedSeconds: timeout) }

  /// The networks these options ask for. Throws `ModelError`.
  func loadModels() throws(ModelError) -> Models {
    try Models(fusionModel: model)
  }

  /// The words that make a worker's options equal to these.
  var words: [String] {
    var words = part.words + ["--modality", modality.rawValue, "--min-confidence", "\(minConfidence)"]
    if let face { words += ["--face", face.rawValue] }
    if let faceTable { words += ["--face-csv", RawArguments.escaped(faceTable.bytes)] }
    if let labels { words += ["--labels", labels.description] }
    if let timeline { words += ["--timeline", "\(timeline)"] }
    if let speakerBy { words += ["--speaker-by", "\(speakerBy)"] }
    if let baseline { words.append("--baseline=\(RawArguments.escaped(baseline.bytes))") }
    if let timeout { words += ["--timeout", "\(timeout)"] }
    if let model { words += ["--model", RawArguments.escaped(model.bytes)] }
    return words
  }
}

extension Timeline {
  /// Throws `ValidationError`.
  fileprivate init(argument: String) throws {
    guard let timeline = Timeline(argument) else {
      throw ValidationError("it takes \(Timeline.shortestSegment) or more seconds, or the word utterance")
    }
    self = timeline
  }
}

extension SpeakerRule {
  /// Throws `ValidationError`.
  fileprivate init(argument: String) throws {
    do {
      try self.init(parsing: argument)
    } catch {
      throw ValidationError("\(error)")
    }
  }
}

extension AnalysisOptions.Modality: ExpressibleByArgument {}

/// Emotions separated by commas, each once.
struct LabelList: ExpressibleByArgument, CustomStringConvertible {
  let labels: Set<EmotionLabel>

  init?(argument: String) {
    let names = argument.split(separator: ",", omittingEmptySubsequences: false)
    let found = names.compactMap { EmotionLabel(rawValue: String($0)) }
    guard found.count == names.count else { return nil }
    labels = Set(found)
  }

  static var allValueStrings: [String] { EmotionLabel.allCases.map(\.rawValue) }

  var description: String {
    EmotionLabel.allCases.filter(labels.contains).map(\.rawValue).joined(separator: ",")
  }
}
