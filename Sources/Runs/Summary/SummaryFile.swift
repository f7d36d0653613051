import Records
import Reporting
import System

/// The file with the time of each emotion over a run's clips, which appears when complete.
final class SummaryFile {
  private let output: OutputFile
  private let writer: SummaryWriter
  /// The file of records that the run resumes, over all of which the summary is made.
  private let resumed: (file: ClipPath, format: RecordFormat)?

  /// Throws `OutputError` if the file cannot be written.
  ///
  /// - Parameters:
  ///   - hasRecordPerChannel: Whether a clip has a record per channel.
  ///   - channelNames: Of the channels, in their order; may be empty.
  ///   - resumed: The file of records that the run resumes, and its format.
  init(
    _ path: ClipPath,
    hasRecordPerChannel: Bool,
    channelNames: [String],
    resumed: (file: ClipPath, format: RecordFormat)?
  ) throws(OutputError) {
    output = try OutputFile.replacing(path)
    writer = SummaryWriter(
      sink: output,
      format: SummaryWriter.Format(of: path),
      hasRecordPerChannel: hasRecordPerChannel,
      channelNames: channelNames
    )
    self.resumed = resumed
    try writer.begin()
  }

  /// Adds a record of this run. Throws `OutputError`.
  func add(_ record: ClipRecord) throws(OutputError) {
    // The records of a resumed file are read from it in the end, with the earlier ones.
    if resumed == nil { try writer.add(EmotionTime(record)) }
  }

  /// Completes the file, after the records were written. Throws `OutputError` and `ResumeError`.
  func finish() throws {
    if let (file, format) = resumed {
      try EmotionTime.readAll(of: file, format: format) { try writer.add($0) }
    }
    try writer.finish()
  }

  /// Leaves an older file as it is.
  func abandon() {
    output.abandon()
  }
}
