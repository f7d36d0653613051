import ArgumentParser
import Batch
import Foundation
import Logging
import Media
import Recognition
import Records
import Reporting
import Voice

struct FeaturesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "features",
    abstract: "Write what the recognizer hears, row by row.",
    discussion: "With several clips or a directory the first column is 'path'."
  )

  @Argument(help: ArgumentHelp("Clips, directories, or '-'.", valueName: "input"))
  var inputs: [ClipPath]

  @OptionGroup(title: "Features") var features: FeatureOptions

  @Option(name: .shortAndLong, help: ArgumentHelp("Write there.", valueName: "FILE"))
  var output: ClipPath?

  @OptionGroup(title: "Batch") var batch: BatchOptions

  @OptionGroup(title: "Messages") var messages: MessageOptions

  func validate() throws {
    if batch.reads(output, among: inputs) { throw ValidationError("--output names one of the clips to read") }
    if features.format == .npy, batch.onlyClip(of: inputs) == nil {
      throw ValidationError("an npy file takes one clip; use csv or jsonl for several")
    }
  }

  func run() throws {
    let logger = messages.makeLogger()
    let clip = batch.onlyClip(of: inputs)
    // A single clip that is a pipe may stall; then the signal itself must end the program.
    if clip.map(BatchOptions.mayStall) != true { Interruption.catchSignals() }
    let target = try Stop.unlessStarted(logger) {
      try output.map { try RecordOutput.replacing($0) } ?? RecordOutput.standardOutput()
    }
    let end = try Stop.unlessStarted(logger) {
      guard let clip else { return try writeTableOfMany(to: target, logger: logger) }
      do {
        try write(clip, to: target)
        return (BatchEnd.finished, false)
      } catch is CancellationError {
        target.abandon()
        return (BatchEnd.interrupted(signal: Interruption.process.signal ?? SIGINT), false)
      } catch let failure as ClipFailure {
        target.abandon()
        logger.error("\(clip): \(failure.kind.rawValue): \(failure.message)")
        return (BatchEnd.finished, true)
      }
    }
    try end.0.exit(failed: end.1)
  }

  /// A single clip is measured in this process.
  private func write(_ clip: ClipPath, to target: RecordOutput) throws {
    let extractor = MelExtractor(options: features.analysis) { Interruption.process.isRequested }
    guard let table = features.format.table else {
      let writer = try NumpyWriter(output: target, columnCount: LogMel.bandCount)
      try extractor.extract(clip) { try writer.write($2) }
      return try writer.finish()
    }
    let writer = FeatureTableWriter(sink: target, format: table, columns: features.columns, withPath: false)
    // The header comes with the first row: of a clip that cannot be read nothing is written.
    var hasBegun = false
    try extractor.extract(clip) {
      if !hasBegun { try writer.begin() }
      hasBegun = true
      try writer.write(features.row(channel: $0, seconds: $1, values: $2))
    }
    try writer.finish()
  }
}
