/// The table of the options that change a clip's record, one row each. From it come the parser and its help, the words
/// for workers, the man page's headings and the record's `options`.
extension AnalysisOptions {
  /// In the order in which a record shows them.
  // Neither the rows nor what they hold ever changes.
  public nonisolated(unsafe) static let table: [any AnalysisOption] = [
    OptionRow(
      \.channel,
      "channel",
      "mix|N|each",
      "Which audio channel speaks; each: all of them, each on its own.",
      showsDefault: true
    ),
    OptionRow(
      \.modality,
      "modality",
      "auto|both|voice|face",
      "Which streams count; auto: those the clip has.",
      completion: .values,
      showsDefault: true
    ),
    OptionRow(
      \.face,
      "face",
      "speaker|largest|all|full-frame",
      "Whose face counts; all: each for itself; full-frame: the picture is a face.",
      completion: .values,
      showsDefault: true
    ),
    OptionRow(
      \.faceTable,
      "face-csv",
      "FILE",
      "Face measurements of the one clip, as OpenFace writes them, instead of its pictures: AU01_r to AU45_r, and x_0 to "
        + "y_67 if there; a row a frame, or one for all.",
      completion: .files(["csv"]),
      limits: .init("a file") { !$0.path.bytes.isEmpty }
    ),
    OptionRow(\.labels, "labels", "A,B,...", "Only these emotions are possible."),
    OptionRow(
      \.minimumConfidence,
      "min-confidence",
      "P",
      "Below this probability the emotion is 'uncertain'.",
      showsDefault: true,
      limits: .init("0 to 1") { (0...1).contains($0) }
    ),
    OptionRow(
      \.timeline,
      "timeline",
      "S|utterance",
      "Add the emotion of every S seconds, or of each utterance.",
      completion: .list(["utterance"])
    ),
    OptionRow(
      \.startSeconds,
      "start",
      "S",
      "Where the part to analyse begins, in seconds.",
      showsDefault: true,
      limits: .init("0 or more seconds") { $0 >= 0 && $0.isFinite }
    ),
    OptionRow(
      \.durationSeconds,
      "duration",
      "S",
      "How long the part to analyse is, in seconds.",
      limits: .init("more than 0 seconds") { $0 > 0 && $0.isFinite }
    ),
    OptionRow(
      \.speakerRule,
      "speaker-by",
      "directory|regex:RE",
      "Score each clip against all clips of its speaker, who is told by the clip's folder, or by the first group of a "
        + "regular expression on its path. Nothing is written before all clips are measured.",
      completion: .list(["directory", "regex:"])
    ),
    OptionRow(
      \.baselineFile,
      "baseline",
      "FILE",
      "Score against the speakers' clips in FILE, as they come; a FILE that is not there is made of this run's clips. "
        + "Needs --speaker-by.",
      completion: .files(["json"]),
      limits: .init("a file") { !$0.bytes.isEmpty }
    ),
    OptionRow(
      \.timeLimit.fixedSeconds,
      "timeout",
      "S",
      "Seconds a clip may take; default: 60 plus 10 times its duration.",
      isRecorded: false,
      limits: .init("more than 0 seconds") { $0 > 0 && $0.isFinite }
    ),
    OptionRow(
      \.fusionModel,
      "model",
      "FILE",
      "Another fusion model.",
      completion: .files(["safetensors"]),
      isRecorded: false
    ),
  ]

  /// The options that choose a part of a clip and its sound, which every command that reads clips has.
  public static var partTable: [any AnalysisOption] { rows(\.channel, \.startSeconds, \.durationSeconds) }

  /// The rows of these properties, in their order.
  public static func rows(_ properties: PartialKeyPath<AnalysisOptions>...) -> [any AnalysisOption] {
    properties.map { property in
      guard let row = table.first(where: { $0.property == property }) else {
        preconditionFailure("no option sets \(property)")
      }
      return row
    }
  }

  /// The option that sets a property, as users type it.
  public static func flag(_ property: PartialKeyPath<AnalysisOptions>) -> String {
    rows(property)[0].flag
  }

  /// The options that change a record and differ from their defaults, as the user would type them; nil when none does.
  public var summary: String? {
    let words = Self.table.compactMap { $0.recorded(of: self) }
    return words.isEmpty ? nil : words.joined(separator: " ")
  }
}
