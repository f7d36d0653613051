import ArgumentParser
import Recognition
import Runs

/// What `features` measures and in which part of the clips. Parsed by the command and, from the measurement's words, by
/// its workers.
struct FeatureOptions: ParsableArguments {
  enum Selection: OptionSelection {
    static var rows: [any AnalysisOption] { FeatureMeasurement.table }
  }

  @Option(
    name: .customLong(FeatureMeasurement.Option.kind.rawValue),
    help: ArgumentHelp(
      "What to write: every 10 ms a log-mel frame or the voice's measures, or of every picture the face's place and "
        + "pose, its 68 landmarks, its action units, or the embedding of its expression.",
      valueName: "mel|voice|face|landmarks|aus|embedding"
    )
  )
  var kind: FeatureKind

  @Option(
    name: [.customLong(FeatureMeasurement.Option.format.rawValue), .customShort("f")],
    help: ArgumentHelp(
      "How it is written; npy: float32 of one clip, mel (frames, 128), voice (frames, 32) or embedding (pictures, 512).",
      valueName: "csv|jsonl|npy"
    )
  )
  var format = FeatureFormat.csv

  @OptionGroup var table: OptionTable<Selection>

  /// Throws `UsageError` for an invalid combination.
  func measurement() throws(UsageError) -> FeatureMeasurement {
    try FeatureMeasurement(kind, format: format, options: table.options)
  }

  func validate() throws {
    try Emocli.checkingUsage { _ = try measurement() }
  }
}

extension FeatureKind: ExpressibleByArgument {}
extension FeatureFormat: ExpressibleByArgument {}
