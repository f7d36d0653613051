import Batch
import Foundation
import Fusion
import Recognition
import Records
import Reporting
import System

/// Measured clips, held in a temporary file until all clips of their speakers are measured.
final class PendingClips {
  /// A speaker: `key` groups the clips, `name` goes into the records.
  struct Speaker {
    let key: String
    let name: String
  }

  private struct Entry {
    let path: ClipPath
    let speaker: Speaker?
    let isOK: Bool
    let location: Spool.Location
  }

  private let spool: Spool
  private var entries: [Entry] = []
  /// The counts of the pending clips.
  private(set) var tally = BatchTally()

  /// Throws `OutputError`.
  init() throws(OutputError) {
    spool = try Spool()
  }

  /// Throws `OutputError`.
  func add(_ measured: MeasuredRecord, speaker: Speaker?) throws(OutputError) {
    let isOK = measured.record.failure == nil
    let location = try spool.append(measured.payload)
    entries.append(Entry(path: measured.record.path, speaker: speaker, isOK: isOK, location: location))
    tally.add([measured.record])
  }

  /// Returns the baselines from the clips without a failure, by the speakers' keys.
  ///
  /// A speaker's clips are added in path order, so that rounding does not depend on the input order. Throws
  /// `OutputError`.
  func baselines() throws -> [String: SpeakerBaseline] {
    let known = entries.indices.filter { entries[$0].isOK && entries[$0].speaker != nil }
    let clips = Dictionary(grouping: known) { entries[$0].speaker!.key }
    return try clips.mapValues { indices in
      let sorted = indices.sorted { entries[$0].path.bytes.lexicographicallyPrecedes(entries[$1].path.bytes) }
      var baseline = SpeakerBaseline()
      for index in sorted {
        if let measurement = try measured(index).measurement { baseline.add(measurement.summary) }
      }
      return baseline
    }
  }

  /// Passes the records in input order, each scored against its speaker's baseline, to `deliver` until it returns
  /// false. Throws `OutputError`, and whatever `deliver` throws.
  func deliver(
    model: FusionModel,
    options: AnalysisOptions,
    baselines: [String: SpeakerBaseline],
    to deliver: (Int, ClipRecord) throws -> Bool
  ) throws -> BatchEnd {
    for (index, entry) in entries.enumerated() {
      if Interruption.process.isRequested { return .interrupted }
      let record = try measured(index).scored(
        model: model,
        speaker: entry.speaker?.name,
        baseline: entry.speaker.flatMap { baselines[$0.key] },
        options: options
      )
      if try !deliver(index, record) { break }
    }
    return .finished
  }

  /// Returns the last record added, scored without a baseline. Throws `OutputError`.
  func last() throws -> ClipRecord? {
    try entries.indices.last.map { try measured($0).record }
  }

  private func measured(_ index: Int) throws -> MeasuredRecord {
    try JSONDecoder().decode(MeasuredRecord.self, from: Data(spool.read(entries[index].location)))
  }
}
