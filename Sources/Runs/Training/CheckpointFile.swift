import Foundation
import Learning
import Logging
import Synchronization
import System

/// The file beside the model from which an interrupted training goes on. Runs save themselves from their own threads.
final class CheckpointFile: Sendable {
  /// Nil where the model is no file, so that nothing can lie beside it.
  let path: ClipPath?
  /// What is to be gone on with, and from then on what there is to save.
  private let content: Mutex<TrainingCheckpoint>

  /// Reads the file, if the training is to go on. Throws `CheckpointError` where it is of another training, as far as that
  /// is known before the clips are measured.
  init(_ task: TrainingTask, logger: Logger) throws {
    path = task.request.output.isReplaceable ? task.request.checkpoint : nil
    guard let path, path.withCString({ access($0, F_OK) }) == 0 else {
      if task.request.resumes { logger.notice("there is no checkpoint to go on from; the training begins anew") }
      content = Mutex(TrainingCheckpoint(task.identity))
      return
    }
    if task.request.resumes {
      let kept = try TrainingCheckpoint(reading: path)
      try kept.check(belongsTo: task.identity)
      content = Mutex(kept)
    } else {
      logger.notice(
        "\(path) of an earlier training will be replaced; \(TrainingRequest.Option.resume.flag) would go on from it"
      )
      content = Mutex(TrainingCheckpoint(task.identity))
    }
  }

  /// Now all is known of the training. Throws `CheckpointError` where the file is of another.
  func begin(_ identity: TrainingIdentity) throws {
    try content.withLock { content in
      if content.runs.isEmpty {
        content = TrainingCheckpoint(identity)
      } else {
        try content.check(belongsTo: identity)
      }
    }
  }

  var identity: TrainingIdentity { content.withLock(\.identity) }

  /// Where a run was; nil when it has not begun.
  func state(of run: String) -> FusionTraining.State? {
    content.withLock { $0.runs[run] }
  }

  /// Replaces the file with one in which the run is in that state. Throws `OutputError`.
  func save(_ state: FusionTraining.State, of run: String) throws {
    try content.withLock { content in
      content.runs[run] = state
      guard let path else { return }
      try OutputFile.replace(path, with: content.data())
    }
  }

  /// The training is complete.
  func remove() {
    _ = path?.withCString { unlink($0) }
  }
}
