import Recognition
import Reporting
import System

/// Where a run of `analyze` writes its records.
struct RunOutput {
  let sink: OutputFile
  /// Whether what stands before the records is there already.
  let continuesFile: Bool
  /// Whether the records appear all together, in the place of earlier ones: until then nothing of those is lost.
  let replacesRows: Bool
  /// The file as it was found, which keeps other processes from writing to it.
  private let lock: OutputFile?

  /// Opens the output. To go on with an earlier run that is what an earlier run wrote, without what is to be made anew.
  ///
  /// Throws `ResumeError` and `OutputError`, and `ExitStatus` when interrupted.
  init(
    _ request: AnalysisRequest,
    models: Models,
    speakers: SpeakerSetup,
    supply: ClipQueue,
    isComplete: (ClipPath) -> Bool
  ) throws {
    let format = request.format
    guard request.resumes, let file = request.output else {
      sink = try request.output.map { try OutputFile.file($0, for: format) } ?? OutputFile.standardOutput()
      (continuesFile, replacesRows, lock) = (false, false, nil)
      return
    }
    if ["/dev/", "/proc/"].contains(where: file.description.hasPrefix) { throw ResumeError.noFile(file) }
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
    guard let again = supply.resume(earlier, scope: scope, isComplete: isComplete) else {
      throw ExitStatus.interrupted
    }
    self.lock = lock
    continuesFile = earlier.hasBegun
    if !earlier.holds(rowsOf: again) {
      (sink, replacesRows) = (lock, false)
    } else if case .clips = scope {
      try earlier.rewritten(without: again).finish()
      (sink, replacesRows) = (try OutputFile.growing(file, continues: true), false)
    } else {
      (sink, replacesRows) = (try earlier.rewritten(without: again), true)
    }
  }
}

extension SpeakerSetup {
  /// How much of what is recorded holds where clips are scored against each other; nil where each stands by itself.
  fileprivate var resumeScope: ResumeScope? {
    switch self {
    case .none, .known: nil
    case .fromClips(_, nil): .speakers
    case .fromClips(_, .some): .nothing
    }
  }
}
