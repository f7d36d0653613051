import ArgumentParser
import Recognition
import Runs

/// What `features` measures. Parsed by the command, and by its workers from the measurement's arguments.
struct FeatureOptions: ParsableArguments {
  enum Selection: OptionSelection {
    static var rows: [any AnalysisOption] { FeatureMeasurement.table }
  }

  @Option(
    name: .customLong(FeatureMeasurement.Option.kind.rawValue),
    help: ArgumentHelp(
      "Features to write. Every 10 ms: the log-mel spectrogram (mel) or voice measures (voice). Every video frame: the "
        + "face's box and pose (face), 68 landmarks, 17 action units (aus) or the expression embedding.",
      valueName: "mel|voice|face|landmarks|aus|embedding"
    )
  )
  var kind: FeatureKind

  @Option(
    name: [.customLong(FeatureMeasurement.Option.format.rawValue), .customShort("f")],
    help: ArgumentHelp(
      "Output format; npy: one clip as float32, mel (steps, 128), voice (steps, 32) or embedding (frames, 512).",
      valueName: "csv|jsonl|npy"
    )
  )
  var format = FeatureFormat.csv

  @Option(
    name: .customLong(FeatureMeasurement.Option.unit.rawValue),
    help: ArgumentHelp(
      "What a row describes: a video frame or step, or a clip, by the mean, standard deviation, minimum and maximum of "
        + "each column.",
      valueName: "frame|clip"
    )
  )
  var unit = FeatureRowUnit.frame

  @OptionGroup var table: OptionTable<Selection>

  /// Throws `UsageError` if the options contradict each other.
  func measurement() throws(UsageError) -> FeatureMeasurement {
    try FeatureMeasurement(kind, format: format, per: unit, options: table.options)
  }

  func validate() throws {
    try Emocli.checkingUsage { _ = try measurement() }
  }
}

extension FeatureKind: ExpressibleByArgument {}
extension FeatureFormat: ExpressibleByArgument {}
extension FeatureRowUnit: ExpressibleByArgument {}
