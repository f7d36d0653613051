import Formats

/// The options that change a clip's record, one row each. The parser, the help, the workers' arguments, the man page's
/// headings and the record's `options` all come from this table.
extension AnalysisOptions {
  /// In the order in which a record lists them.
  // Safe: the rows are never written.
  public nonisolated(unsafe) static let table: [any AnalysisOption] = [
    OptionRow(
      \.channel,
      "channel",
      "mix|N|each",
      "Audio channel to analyse; each: every channel separately.",
      showsDefault: true
    ),
    OptionRow(
      \.channelNames,
      "channel-names",
      "A,B,...",
      "Names of the channels, left first, in table, summary, sidecar files and transcripts; needs --channel each."
    ),
    OptionRow(
      \.modality,
      "modality",
      "auto|both|voice|face",
      "Streams to use; auto: those the clip has.",
      completion: .values,
      showsDefault: true
    ),
    OptionRow(
      \.face,
      "face",
      "speaker|largest|all|full-frame",
      "Face to use; all: every face on its own, besides the speaker's; full-frame: the image is a cropped face.",
      completion: .values,
      showsDefault: true
    ),
    OptionRow(
      \.faceTable,
      "face-csv",
      "FILE",
      "Take the face from a CSV file with OpenFace's columns instead of the video: AU01_r to AU45_r, optionally "
        + "AU01_c to AU45_c and x_0 to y_67; one row per frame, or one for the whole clip.",
      completion: .files(["csv"]),
      limits: .init("a file") { !$0.path.bytes.isEmpty }
    ),
    OptionRow(
      \.labels,
      "labels",
      "A,B,...",
      "Allow only these labels; probabilities are renormalised. Two or more of neutral, calm, happy, sad, angry, fearful, "
        + "disgust and surprised."
    ),
    OptionRow(
      \.minConfidence,
      "min-confidence",
      "P",
      "Label clips below this confidence 'uncertain'.",
      showsDefault: true,
      limits: .init("0 to 1, such as 0.5 for 50 %") { (0...1).contains($0) }
    ),
    OptionRow(
      \.timeline,
      "timeline",
      "S|utterance",
      "Add a label for every S seconds, or for each utterance.",
      completion: .list(["utterance"])
    ),
    OptionRow(
      \.transcript,
      "segments",
      "FILE|DIR",
      "Add a label for every interval of a transcript (SRT, VTT, TextGrid, EAF or CSV with start_s, end_s, text); DIR: "
        + "each clip's own, by its name.",
      completion: .files(Transcript.fileExtensions),
      limits: .init("a file or a folder") { !$0.bytes.isEmpty }
    ),
    OptionRow(
      seconds: \.startSeconds,
      "start",
      "Start of the part to analyse, in seconds or [H:]M:S.",
      limits: .init("0 or more seconds, or [H:]M:S") { $0.seconds >= 0 && $0.seconds.isFinite }
    ),
    OptionRow(
      seconds: \.durationSeconds,
      "duration",
      "Length of the part to analyse, in seconds or [H:]M:S.",
      limits: .init("more than 0 seconds, or [H:]M:S") { $0.seconds > 0 && $0.seconds.isFinite }
    ),
    OptionRow(
      \.speakerRule,
      "speaker-by",
      "directory|regex:RE",
      "Score each clip against the baseline of its speaker, named by the clip's folder or by the first group of a "
        + "regular expression on its path. Records appear once all clips are measured, unless --baseline names an existing file.",
      completion: .list(["directory", "regex:"])
    ),
    OptionRow(
      \.baselineFile,
      "baseline",
      "FILE",
      "Use the speakers' baselines in FILE and score each clip as soon as it is measured; if FILE does not exist, it is written from this "
        + "run's clips. Needs --speaker-by.",
      completion: .files(["json"]),
      limits: .init("a file") { !$0.bytes.isEmpty }
    ),
    OptionRow(
      seconds: \.timeLimit.fixedSeconds,
      "timeout",
      "Time limit per clip, in seconds or [H:]M:S; default: 60 s plus 10 times its duration.",
      isRecorded: false,
      limits: .init("more than 0 seconds, or [H:]M:S") { $0.seconds > 0 && $0.seconds.isFinite }
    ),
    OptionRow(
      \.fusionModel,
      "model",
      "FILE",
      "Fusion model to use instead of the shipped one.",
      completion: .files(["safetensors"]),
      isRecorded: false
    ),
    OptionRow(
      \.voiceEncoder,
      "voice-encoder",
      "DIR",
      "Pre-trained voice encoder to use instead of the shipped one: a Hugging Face directory of Whisper, Wav2Vec 2.0, "
        + "XLS-R, HuBERT, UniSpeech-SAT, WavLM or data2vec-audio; needs a --model trained with it.",
      completion: .directory,
      isRecorded: false,
      limits: .init("a folder") { !$0.bytes.isEmpty }
    ),
  ]

  /// The options that select a part of a clip and its channel; every command that reads clips has them.
  public static var partTable: [any AnalysisOption] { rows(\.channel, \.startSeconds, \.durationSeconds) }

  /// The rows of `properties`, in that order.
  public static func rows(_ properties: PartialKeyPath<AnalysisOptions>...) -> [any AnalysisOption] {
    properties.map { property in
      guard let row = table.first(where: { $0.property == property }) else {
        preconditionFailure("no option sets \(property)")
      }
      return row
    }
  }

  /// The option that sets `property`, as users type it.
  public static func flag(_ property: PartialKeyPath<AnalysisOptions>) -> String {
    rows(property)[0].flag
  }

  /// The recorded options that differ from their defaults, as users type them; nil if none does.
  public var summary: String? {
    let words = Self.table.compactMap { $0.recorded(of: self) }
    return words.isEmpty ? nil : words.joined(separator: " ")
  }
}
