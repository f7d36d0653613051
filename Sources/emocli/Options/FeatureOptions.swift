import ArgumentParser
import Perception
import Recognition
import Runs
import System

/// What `features` measures. Parsed by the command, and by its workers from the measurement's arguments.
struct FeatureOptions: ParsableArguments {
  enum Selection: OptionSelection {
    static var rows: [any AnalysisOption] { FeatureMeasurement.table }
  }

  @Option(
    name: .customLong(FeatureMeasurement.Option.kind.rawValue),
    help: ArgumentHelp(
      "Features to write. Every 10 ms: the log-mel spectrogram (mel) or voice measures (voice). Every 40 or 20 ms: the "
        + "voice encoder's output (encoder). Every video frame: the face's box and pose (face), 68 landmarks, 17 action "
        + "units (aus) or the expression embedding.",
      valueName: "mel|voice|encoder|face|landmarks|aus|embedding"
    )
  )
  var kind: FeatureKind

  @Option(
    name: [.customLong(FeatureMeasurement.Option.format.rawValue), .customShort("f")],
    help: ArgumentHelp(
      "Output format; default: by the ending of --output (.csv, .jsonl, .npy), else csv. npy: one clip as float32, mel "
        + "(steps, 128), voice (steps, 32), encoder (frames, width) or embedding (frames, 512).",
      valueName: "csv|jsonl|npy"
    )
  )
  var format: FeatureFormat?

  @Option(
    name: .customLong(FeatureMeasurement.Option.unit.rawValue),
    help: ArgumentHelp(
      "What a row describes: a video frame or step, or a clip, by the mean, standard deviation, minimum and maximum of "
        + "each column.",
      valueName: "frame|clip"
    )
  )
  var unit = FeatureRowUnit.frame

  @Option(
    name: .customLong(FeatureMeasurement.Option.voiceEncoder.rawValue),
    help: ArgumentHelp(
      "With --kind encoder: the pre-trained voice encoder in a Hugging Face directory; default: the shipped one. States "
        + "come every 20 ms.",
      valueName: "DIR"
    ),
    completion: .directory
  )
  var voiceEncoder: ClipPath?

  @Option(
    name: .customLong(FeatureMeasurement.Option.layer.rawValue),
    parsing: .unconditional,
    help: ArgumentHelp(
      "The layer whose hidden states to write; 0: the input of the first; default: the last.",
      valueName: "N"
    ),
    transform: { try wholeNumber($0, in: 0...100_000) }
  )
  var layer: Int?

  @OptionGroup var table: OptionTable<Selection>

  func validate() throws {
    if voiceEncoder?.bytes.isEmpty == true { throw ValidationError("--voice-encoder takes a folder") }
  }

  /// Throws `UsageError` if the options contradict each other.
  ///
  /// - Parameter output: The file whose ending is the format unless another is given.
  func measurement(output: ClipPath? = nil) throws(UsageError) -> FeatureMeasurement {
    let format = format ?? output.flatMap { FeatureFormat(rawValue: $0.fileExtension) } ?? .csv
    return try FeatureMeasurement(
      kind,
      format: format,
      per: unit,
      voice: VoiceEncoderChoice(voiceEncoder),
      layer: layer,
      options: table.options
    )
  }
}

extension FeatureKind: ExpressibleByArgument {}
extension FeatureFormat: ExpressibleByArgument {}
extension FeatureRowUnit: ExpressibleByArgument {}
