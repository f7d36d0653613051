import Batch
import Logging
import Recognition
import System

extension AnalyzeCommand {
  /// Measures all clips and then scores each against all of its speaker's.
  func analyzeBySpeaker(
    _ names: SpeakerNames,
    keepingIn file: BaselineFile?,
    _ run: AnalyzeRun
  ) throws -> BatchEnd {
    let (delivery, logger) = (run.delivery, run.logger)
    let waiting = try WaitingClips()
    var folders = SpeakerFolders()
    let end = try measure(run) { path, clips in
      let name = names.speaker(of: path)
      if let name { folders.add(path, of: name) }
      for clip in clips {
        try waiting.add(clip, speaker: name.map { WaitingClips.Speaker(key: $0, name: $0) })
        delivery.showMeasured(waiting.tally)
      }
      return !(strict && waiting.tally.failedCount > 0)
    }
    delivery.clearProgress()
    if end == .interrupted {
      logger.notice("interrupted before all clips were measured, which it takes to score them; there are no records")
      return end
    }
    // The others would be scored against a part of their speakers' clips.
    if strict, waiting.tally.failedCount > 0 {
      guard let failed = try waiting.last() else { return end }
      if run.output.replacesRows { delivery.giveUp(failed) } else { _ = try delivery.deliver([failed]) }
      return end
    }
    if recognition.speakerBy == .directory { folders.warn(logger) }
    let baselines = try waiting.baselines()
    if let file {
      if baselines.isEmpty {
        logger.warning("\(file.path) is not written: there is no clip of a speaker")
      } else {
        try file.write(baselines)
      }
    }
    let options = recognition.analysis
    let scored = try waiting.deliver(model: run.models.fusion, options: options, baselines: baselines) {
      try delivery.deliver([$1])
    }
    return scored == .interrupted ? scored : end
  }

  /// Measures a single clip in this process, several in worker processes, until `take` wants no more.
  private func measure(
    _ run: AnalyzeRun,
    take: (ClipPath, [MeasuredRecord]) throws -> Bool
  ) throws -> BatchEnd {
    guard let clip = run.onlyClip else {
      return try pool(["--measures"]).run(run.supply) { path, outcome in
        try take(path, outcome.measured(of: path)) ? .goOn : .stop
      }
    }
    let analyzer = ClipAnalyzer(models: run.models, options: recognition.analysis) { Interruption.process.isRequested }
    do {
      _ = try take(clip, analyzer.measure(clip))
      return .finished
    } catch is CancellationError {
      return .interrupted
    }
  }
}
