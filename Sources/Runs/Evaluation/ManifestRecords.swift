import Batch
import Manifests
import Recognition
import Records
import Reporting
import System

/// Makes the records of a manifest's clips in worker processes.
struct ManifestRecords {
  var models = ModelChoice()
  /// Whether each clip is scored against its speaker's baseline over the rows.
  var usesBaselines = false
  var workerCount: Int

  /// Passes each row's record, with the manifest's path, to `deliver` in row order until it returns false. When
  /// interrupted, it passes the records of the finished clips.
  ///
  /// - Parameter showMeasured: Called with the clips measured before the first record.
  func make(
    of rows: [Manifest.Row],
    showMeasured: (BatchTally) -> Void = { _ in },
    deliver: (Manifest.Row, ClipRecord) throws -> Bool
  ) throws -> BatchEnd {
    if usesBaselines { return try scoreAgainstBaselines(of: rows, showMeasured: showMeasured, deliver: deliver) }
    return try run(rows) { row, outcome in
      guard var record = outcome.records(of: row.clip).first else { return true }
      record.path = ClipPath(row.path)
      record.outcome.name(speaker: row.speaker)
      return try deliver(row, record)
    }
  }

  /// Makes no record when interrupted during measurement.
  private func scoreAgainstBaselines(
    of rows: [Manifest.Row],
    showMeasured: (BatchTally) -> Void,
    deliver: (Manifest.Row, ClipRecord) throws -> Bool
  ) throws -> BatchEnd {
    let fusion = try Models.fusion(models.fusion)
    let pending = try PendingClips()
    var measuredRows: [Manifest.Row] = []
    let end = try run(rows) { row, outcome in
      guard var measured = outcome.measured(of: row.clip).first else { return true }
      measured.record.path = ClipPath(row.path)
      let speaker = row.speaker.map { PendingClips.Speaker(key: SpeakerID(row).name ?? $0, name: $0) }
      try pending.add(measured, speaker: speaker)
      measuredRows.append(row)
      showMeasured(pending.tally)
      return true
    }
    if end == .interrupted { return end }
    let baselines = try pending.baselines()
    return try pending.deliver(model: fusion, options: AnalysisOptions(), baselines: baselines) { index, record in
      try deliver(measuredRows[index], record)
    }
  }

  /// Passes the workers' outcome for each row to `deliver` in row order until it returns false.
  private func run(
    _ rows: [Manifest.Row],
    deliver: (Manifest.Row, JobOutcome) throws -> Bool
  ) throws -> BatchEnd {
    let words = [
      models.fusion.map { WorkerOption.model.word($0) }, usesBaselines ? WorkerOption.measures.flag : nil,
    ]
    let all = words.compactMap(\.self) + WorkerOption.words(for: models.voice)
    return try WorkerKind.evaluate.pool(all, workerCount: workerCount).run(rows, deliver: deliver)
  }
}
