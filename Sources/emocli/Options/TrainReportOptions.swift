import ArgumentParser
import System

/// What a training leaves besides the model.
struct TrainReportOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Write each clip's record by the network that does not know its fold, as JSON Lines; needs --folds.",
      valueName: "FILE"
    )
  )
  var records: ClipPath?

  @Option(
    help: ArgumentHelp(
      "Keep the network that does not know fold K as DIR/K/emocli-av.safetensors; needs --folds.",
      valueName: "DIR"
    ),
    completion: .directory
  )
  var foldModels: ClipPath?

  @Option(
    help: ArgumentHelp("Write one page with the curves and figures.", valueName: "FILE.html"),
    completion: .file(extensions: ["html"])
  )
  var report: ClipPath?

  @Option(
    help: ArgumentHelp("Write a row for each epoch as it ends.", valueName: "FILE.csv"),
    completion: .file(extensions: ["csv"])
  )
  var log: ClipPath?

  /// With the options' names.
  var files: [(option: String, path: ClipPath)] {
    [("--records", records), ("--report", report), ("--log", log)].compactMap { name, path in path.map { (name, $0) } }
  }
}
