import Batch
import Fusion
import Logging
import Recognition

extension AnalyzeCommand {
  /// Measures all clips in worker processes, be it only one, and then scores each against all of its speaker's.
  func analyzeBySpeaker(
    _ names: SpeakerNames,
    keepingIn file: BaselineFile?,
    model: FusionModel,
    delivery: RecordDelivery,
    logger: Logger
  ) throws -> BatchEnd {
    let waiting = try WaitingClips()
    var folders = SpeakerFolders()
    let end = try pool(["--measures"]).run(inputs: inputs, batch: batch, logger: logger) { path, outcome in
      let name = names.speaker(of: path)
      if let name { folders.add(path, of: name) }
      for measured in outcome.measured(of: path) {
        try waiting.add(measured, speaker: name.map { WaitingClips.Speaker(key: $0, name: $0) })
        delivery.showMeasured(waiting.count, waiting.failedCount)
        if strict, measured.record.failure != nil { return .stop }
      }
      return .goOn
    }
    delivery.clearProgress()
    if end == .interrupted {
      logger.notice("interrupted before all clips were measured, which it takes to score them; there are no records")
      return end
    }
    // The others would be scored against a part of their speakers' clips.
    if strict, waiting.failedCount > 0 {
      if let failed = try waiting.last() { _ = try delivery.deliver(failed) }
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
    let scored = try waiting.deliver(model: model, options: recognition.analysis, baselines: baselines) {
      try delivery.deliver($1)
    }
    return scored == .interrupted ? scored : end
  }
}
