import Recognition
import Reporting
import System

/// The output of a run of `analyze`.
struct RunOutput {
  let sink: OutputFile
  /// Whether the output continues a file that already has its header.
  let continuesFile: Bool
  /// Whether the records replace earlier ones all at once, so that nothing is lost before.
  let replacesRows: Bool
  /// The original file, kept open to lock out other processes.
  private let lock: OutputFile?

  /// Opens the output. When resuming, it is the earlier output without the records to redo.
  ///
  /// Throws `ResumeError` and `OutputError`, and `ExitStatus` when interrupted.
  init(
    _ request: AnalysisRequest,
    models: Models,
    speakers: SpeakerSetup,
    queue: ClipQueue,
    isComplete: (ClipPath) -> Bool
  ) throws {
    let format = request.format
    guard request.resumes, let file = request.output else {
      sink = try request.output.map { try OutputFile.file($0, for: format) } ?? OutputFile.standardOutput()
      (continuesFile, replacesRows, lock) = (false, false, nil)
      return
    }
    if ["/dev/", "/proc/"].contains(where: file.description.hasPrefix) { throw ResumeError.notRegularFile(file) }
    let hasRowPerChannel = request.options.channel == .each
    let lock = try OutputFile.growing(file, continues: true)
    let earlier = try EarlierRecords(
      reading: file,
      format: format,
      model: models.fusion.identity,
      options: request.options.summary,
      hasRowPerChannel: hasRowPerChannel
    )
    let scope = speakers.resumeScope ?? .clips(hasRowPerChannel: hasRowPerChannel)
    guard let toRedo = queue.resume(earlier, scope: scope, isComplete: isComplete) else {
      throw ExitStatus.interrupted
    }
    self.lock = lock
    continuesFile = earlier.hasBegun
    if !earlier.contains(rowsOf: toRedo) {
      (sink, replacesRows) = (lock, false)
    } else if case .clips = scope {
      try earlier.rewritten(without: toRedo).finish()
      (sink, replacesRows) = (try OutputFile.growing(file, continues: true), false)
    } else {
      (sink, replacesRows) = (try earlier.rewritten(without: toRedo), true)
    }
  }
}

extension SpeakerSetup {
  /// The scope of the records to keep if clips are scored together, or nil if each clip stands alone.
  fileprivate var resumeScope: ResumeScope? {
    switch self {
    case .none, .known: nil
    case .fromClips(_, nil): .speakers
    case .fromClips(_, .some): .nothing
    }
  }
}
