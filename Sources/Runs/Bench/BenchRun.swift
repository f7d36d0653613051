import Batch
import Foundation
import Logging
import Media
import Numerics
import Perception
import Recognition
import Records
import Reporting
import System

/// A request to `bench` this machine.
public struct BenchRequest: Sendable {
  /// The format of the report.
  public enum Format: String, CaseIterable, Sendable {
    /// A table on a terminal, else JSON.
    case auto
    case table
    /// One object per clip and line.
    case json
  }

  /// The clips to measure with; if empty, one is made.
  public var clips: [ClipPath]
  public var format = Format.auto
  /// The number of analyses that count.
  public var repeats = 5
  public var messages = Messages()

  public init(_ clips: [ClipPath]) {
    self.clips = clips
  }

  /// Measures with each clip and writes the reports. Throws `ExitStatus`.
  public func run() throws -> ExitStatus {
    let logger = messages.makeLogger()
    return try ExitStatus.unlessStarted(logger) { try BenchRun(self, logger: logger).run() }
  }
}

/// A run of `bench`.
struct BenchRun {
  /// The analysed part of a clip, from its start.
  static let maxSeconds = 10.0

  private let request: BenchRequest
  private let models: Models
  private let options: AnalysisOptions
  private let progress: BenchProgress
  private let logger: Logger

  /// Loads the networks. Throws `ModelError`.
  init(_ request: BenchRequest, logger: Logger) throws {
    (self.request, self.logger) = (request, logger)
    models = try Models()
    var options = AnalysisOptions()
    options.durationSeconds = Self.maxSeconds
    self.options = options
    progress = BenchProgress(isShown: request.messages.drawsProgress)
    Interruption.catchSignals()
  }

  func run() throws -> ExitStatus {
    logger.describeRun(model: models.fusion.identity, workerCount: 1)
    var hasFailed = false
    do {
      if request.clips.isEmpty {
        progress.show("making a clip")
        let clip = try SyntheticClip(seconds: Self.maxSeconds) { Interruption.process.isRequested }
        try write(measure(clip.path, isSynthetic: true))
      }
      for (index, clip) in request.clips.enumerated() {
        do {
          let report = try measure(clip, isSynthetic: false)
          if isTable, index > 0 { try write("\n") }
          try write(report)
        } catch let failure as ClipFailure {
          progress.clear()
          logger.error("\(clip): \(failure.kind.rawValue): \(failure.message)")
          hasFailed = true
        }
      }
    } catch is CancellationError {
      progress.clear()
      return .interrupted
    }
    return hasFailed ? .someFailed : .success
  }

  private var isTable: Bool {
    request.format == .table || request.format == .auto && Terminal.isStandardOutput
  }

  private func write(_ report: BenchReport) throws {
    progress.clear()
    try write(isTable ? report.table(.standardOutput) : report.json.serialized() + "\n")
  }

  private func write(_ text: String) throws {
    try OutputFile.standardOutput().write(Array(text.utf8))
  }
}

/// The measurement of one clip.
extension BenchRun {
  /// Throws `ClipFailure`, and `CancellationError` if interrupted.
  private func measure(_ path: ClipPath, isSynthetic: Bool) throws -> BenchReport {
    do {
      return try measured(path, isSynthetic: isSynthetic)
    } catch MediaError.interrupted {
      throw CancellationError()
    } catch let error as MediaError {
      throw ClipFailure(error, of: path)
    }
  }

  private func measured(_ path: ClipPath, isSynthetic: Bool) throws -> BenchReport {
    let analyzer = ClipAnalyzer(models: models, options: options) { Interruption.process.isRequested }
    progress.show("warming up")
    // What the processor and the system's cache see for the first time does not count.
    let info = try decode(path)
    if info.isStill { throw ClipFailure(.unsupported, "a still image has no duration; name a clip") }
    let analysis = try analyze(path, with: analyzer)
    var stages = StageTimes()
    let (start, processorStart) = (ContinuousClock.now, ProcessorTime.seconds)
    for index in 1...request.repeats {
      progress.show("analysis \(index) of \(request.repeats)")
      var decoding = Timings()
      _ = try decoding.time { try decode(path) }
      let timing = try analyze(path, with: analyzer).timing
      stages.add(decodingSeconds: decoding.seconds[0], stages: timing)
    }
    let processorShare = (ProcessorTime.seconds - processorStart) / start.secondsUntilNow
    var frames = FrameTimes(networks: models.perception.face)
    if info.video != nil {
      progress.show("face networks on each frame")
      try frames.measure(path, seconds: Self.maxSeconds) { Interruption.process.isRequested }
    }
    return BenchReport(
      version: ProgramInfo.version,
      model: models.fusion.identity,
      machine: BenchReport.Machine(
        processor: Processor.name,
        cores: Jobs.defaultCount,
        features: Processor.features,
        kernels: BLAS.start(),
        ffmpeg: MediaLibraries.ffmpegVersion
      ),
      clip: BenchReport.Clip(
        path: isSynthetic ? nil : path,
        info: info,
        durationSeconds: analysis.durationSeconds,
        coverage: analysis.streams[.face]?.measures["coverage"],
        speechRatio: analysis.streams[.voice]?.measures["speech_ratio"]
      ),
      repeats: request.repeats,
      processorShare: processorShare,
      stages: stages.stages(clipSeconds: analysis.durationSeconds),
      frames: frames.parts
    )
  }

  /// Decodes every frame and all sound, and drops what comes out: no frame but the first is converted.
  private func decode(_ path: ClipPath) throws -> ClipInfo {
    var video = VideoOptions(minimumIntervalSeconds: .infinity)
    video.decodesAll = true
    let reader = try ClipReader(
      path: path,
      options: ReadingOptions(durationSeconds: options.durationSeconds, video: video),
      isInterrupted: { Interruption.process.isRequested }
    )
    while try reader.next() != nil {}
    return reader.info
  }

  private func analyze(_ path: ClipPath, with analyzer: ClipAnalyzer) throws -> ClipAnalysis {
    let record = try analyzer.analyze(path)[0]
    if let failure = record.failure { throw failure }
    guard let analysis = record.analysis else { preconditionFailure("a record has neither analysis nor failure") }
    return analysis
  }
}

/// What is being measured, on a terminal.
private final class BenchProgress {
  private let isShown: Bool
  private var line = DrawnLine()

  init(isShown: Bool) {
    self.isShown = isShown
  }

  func show(_ text: String) {
    if isShown { line.draw { text } }
  }

  func clear() {
    line.clear()
  }
}
