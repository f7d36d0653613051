import Batch
import Formats
import Foundation
import Logging
import Records
import Reporting
import System

/// A request for `features` of clips.
public struct FeatureRequest {
  public var inputs: ClipInputs
  public var measurement: FeatureMeasurement
  /// The file for the rows, or nil for standard output.
  public var output: ClipPath?
  public var workerCount = Jobs.defaultCount
  public var messages = Messages()

  public init(_ inputs: ClipInputs, _ measurement: FeatureMeasurement) {
    (self.inputs, self.measurement) = (inputs, measurement)
  }

  /// Measures the clips and writes their rows. Throws `ExitStatus`.
  public func run() throws -> ExitStatus {
    let logger = messages.makeLogger()
    Interruption.catchSignals()
    let target = try ExitStatus.unlessStarted(logger) { try openOutput() }
    defer { target.abandon() }
    logger.describeRun(model: nil, workerCount: inputs.onlyClip == nil ? workerCount : 1)
    let (end, tally) = try ExitStatus.unlessStarted(logger) {
      if let clip = inputs.onlyClip { return try write(clip, to: target, logger: logger) }
      return try writeTableOfMany(to: target, logger: logger)
    }
    var written = WrittenFiles()
    let clips = tally.okCount == 1 ? "1 clip" : "\(tally.okCount) clips"
    if tally.okCount > 0 { written.add("the features of \(clips)", to: output) }
    written.report(logger)
    return end.status(failed: tally.failedCount > 0)
  }

  /// Opens the output. A table grows by whole rows; a matrix appears when complete.
  private func openOutput() throws(OutputError) -> OutputFile {
    guard let output else { return OutputFile.standardOutput() }
    return measurement.format.table == nil ? try .replacing(output) : try .growing(output)
  }

  /// Measures a single clip in this process.
  private func write(_ clip: ClipPath, to target: OutputFile, logger: Logger) throws -> (BatchEnd, BatchTally) {
    var tally = BatchTally()
    let start = ContinuousClock.now
    do {
      let rows = try FeatureRows(measurement, threadCount: workerCount) { Interruption.process.isRequested }
      if let format = measurement.format.table {
        try writeTable(format, of: clip, rows: rows, to: target)
      } else {
        let writer = try NumpyWriter(output: target, columnCount: rows.matrixWidth)
        try rows.extract(clip) { try writer.write($0.suffix(rows.matrixWidth).map(Float.init)) }
        try writer.finish()
      }
      tally.add(nil)
      logger.debug("\(Self.taken(clip, seconds: (ContinuousClock.now - start) / .seconds(1)))")
      return (.finished, tally)
    } catch is CancellationError {
      return (.interrupted, tally)
    } catch let failure as ClipFailure {
      logger.error("\(clip): \(failure.kind.rawValue): \(failure.message)")
      tally.add(failure)
      return (.finished, tally)
    }
  }

  private func writeTable(
    _ format: FeatureTableWriter.Format,
    of clip: ClipPath,
    rows: FeatureRows,
    to target: OutputFile
  ) throws {
    let writer = FeatureTableWriter(sink: target, format: format, columns: rows.columns, withPath: rows.namesOnlyClip)
    // Write the header with the first row, so that an unreadable clip leaves no output.
    var hasBegun = false
    let result = Result {
      try rows.extract(clip) { row in
        if !hasBegun { try writer.begin() }
        hasBegun = true
        try writer.write(path: clip, row)
      }
    }
    // Finish after a failure too: the rows before it are complete.
    try writer.finish()
    try result.get()
  }

  /// Measures several clips in worker processes, which write each clip's rows to a file, and joins the files in clip
  /// order. Also returns how many clips succeeded and failed.
  private func writeTableOfMany(to target: OutputFile, logger: Logger) throws -> (BatchEnd, BatchTally) {
    let spool = try TemporaryFolder()
    let pool = WorkerKind.features.pool(
      [WorkerOption.spool.word(spool.path)] + measurement.words,
      workerCount: workerCount
    )
    let table = FeatureTableWriter(
      sink: target,
      format: measurement.format.table!,
      columns: try FeatureRows(measurement).columns,
      withPath: true
    )
    try table.begin()
    let progress = ProgressDisplay(messages, logger: logger)
    if progress.isShown { progress.count = ClipCount(inputs.paths) }
    var tally = BatchTally()
    let queue = ClipQueue(inputs, filter: ClipFilter(), logger: logger)
    let end = try pool.run(queue) { path, outcome in
      let answer = outcome.answer { FeatureAnswer(failure: $0) }
      if let failure = answer.failure {
        progress.clear()
        logger.error("\(path): \(failure.kind.rawValue): \(failure.message)")
      } else if let rows = answer.rows {
        try append(spool.path.appending(rows.utf8), to: target)
        logger.debug("\(Self.taken(path, seconds: answer.seconds ?? 0))")
      }
      tally.add(answer.failure)
      progress.show(tally)
      return .proceed
    }
    progress.clear()
    try table.finish()
    return (end, tally)
  }

  private static func taken(_ clip: ClipPath, seconds: Double) -> String {
    "\(clip): measured in \(String(format: "%.2f s", seconds))"
  }

  private func append(_ rows: ClipPath, to target: OutputFile) throws {
    let descriptor = rows.withCString { open($0, O_RDONLY | O_CLOEXEC) }
    guard descriptor >= 0 else { throw OutputError.noTemporaryFile(rows, errno: errno) }
    _ = rows.withCString { unlink($0) }
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    while let block = try file.read(upToCount: 1 << 20), !block.isEmpty { try target.write(Array(block)) }
  }
}

/// A worker's answer for one clip.
private struct FeatureAnswer: Codable {
  /// The file in the spool directory with the clip's rows.
  var rows: String?
  /// How long the clip took.
  var seconds: Double?
  var failure: ClipFailure?
}

/// Measures clips for `features` in a process of its own.
public struct FeatureWorker {
  private let measurement: FeatureMeasurement
  private let spool: ClipPath

  /// - Parameter spool: The directory for the clips' rows.
  public init(_ measurement: FeatureMeasurement, spool: ClipPath) {
    (self.measurement, self.spool) = (measurement, spool)
  }

  /// Measures clips until the parent has no more. Throws as `AnalysisWorker.run`.
  public func run() throws {
    let loop = try WorkerLoop()
    let rows = try ExitStatus.unlessStarted(Messages.errorLogger) { try FeatureRows(measurement) }
    var number = 0
    loop.run { path, announceDuration in
      number += 1
      let answer = answer(path, rows: rows, number: number, announceDuration: announceDuration)
      return [WorkerAnswer.payload(answer) { FeatureAnswer(failure: $0) }]
    }
  }

  /// Writes a clip's rows to a new file in the spool directory.
  private func answer(
    _ path: ClipPath,
    rows: FeatureRows,
    number: Int,
    announceDuration: @escaping (Double) -> Void
  ) -> FeatureAnswer {
    let name = "\(getpid())-\(number)"
    let start = ContinuousClock.now
    do {
      // The file appears when complete, so a clip that fails leaves nothing.
      let sink = try OutputFile.replacing(spool.appending(name.utf8))
      let writer = FeatureTableWriter(
        sink: sink,
        format: measurement.format.table ?? .csv,
        columns: rows.columns,
        withPath: true
      )
      try rows.extract(path, announceDuration: announceDuration) { try writer.write(path: path, $0) }
      try writer.finish()
      return FeatureAnswer(rows: name, seconds: (ContinuousClock.now - start) / .seconds(1))
    } catch {
      return FeatureAnswer(failure: .fault(error))
    }
  }
}
