import ArgumentParser
import Batch
import Formats
import Foundation
import Logging
import Records
import Reporting
import System

struct FeaturesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "features",
    abstract: "Write what the recognizer hears and sees, row by row.",
    discussion: "With several clips or a directory the first column is 'path'."
  )

  @Argument(help: ArgumentHelp("Clips, directories, or '-'.", valueName: "input"))
  var inputs: [ClipPath]

  @OptionGroup(title: "Features") var features: FeatureOptions

  @Option(name: .shortAndLong, help: ArgumentHelp("Write there; an older FILE is replaced.", valueName: "FILE"))
  var output: ClipPath?

  @OptionGroup(title: "Batch") var batch: BatchOptions

  @OptionGroup(title: "Messages") var messages: MessageOptions

  func validate() throws {
    try BatchOptions.check(output: output, inputs: inputs)
    if features.format == .npy, batch.onlyClip(of: inputs) == nil {
      throw ValidationError("an npy file takes one clip; use csv or jsonl for several")
    }
  }

  func run() throws {
    let logger = messages.makeLogger()
    Interruption.catchSignals()
    let target = try Stop.unlessStarted(logger) { try openOutput() }
    defer { target.abandon() }
    let (end, failed) = try Stop.unlessStarted(logger) {
      if let clip = batch.onlyClip(of: inputs) { return try write(clip, to: target, logger: logger) }
      return try writeTableOfMany(to: target, logger: logger)
    }
    try end.exit(failed: failed)
  }

  /// A table grows by whole rows, a matrix appears when it is complete.
  private func openOutput() throws(OutputError) -> OutputFile {
    guard let output else { return OutputFile.standardOutput() }
    return features.format.table == nil ? try .replacing(output) : try .growing(output)
  }

  /// A single clip is measured in this process.
  private func write(_ clip: ClipPath, to target: OutputFile, logger: Logger) throws -> (BatchEnd, failed: Bool) {
    do {
      let rows = try FeatureRows(features) { Interruption.process.isRequested }
      if let format = features.format.table {
        try writeTable(format, of: clip, rows: rows, to: target)
      } else {
        let writer = try NumpyWriter(output: target, columnCount: rows.matrixWidth)
        try rows.extract(clip) { try writer.write($0.suffix(rows.matrixWidth).map(Float.init)) }
        try writer.finish()
      }
      return (.finished, failed: false)
    } catch is CancellationError {
      return (.interrupted, failed: false)
    } catch let failure as ClipFailure {
      logger.error("\(clip): \(failure.kind.rawValue): \(failure.message)")
      return (.finished, failed: true)
    }
  }

  private func writeTable(
    _ format: FeatureTableWriter.Format,
    of clip: ClipPath,
    rows: FeatureRows,
    to target: OutputFile
  ) throws {
    let writer = FeatureTableWriter(sink: target, format: format, columns: rows.columns, withPath: false)
    // The header comes with the first row: of a clip that cannot be read nothing is written.
    var hasBegun = false
    let result = Result {
      try rows.extract(clip) { row in
        if !hasBegun { try writer.begin() }
        hasBegun = true
        try writer.write(row)
      }
    }
    // Also after a failure: the rows before it are whole.
    try writer.finish()
    try result.get()
  }
}
