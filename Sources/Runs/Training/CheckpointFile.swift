import Foundation
import Learning
import Logging
import Synchronization
import System

/// The checkpoint file beside the model, from which interrupted training resumes. Runs save their state from their own
/// threads.
final class CheckpointFile: Sendable {
  /// The path, or nil if the model is not a regular file.
  let path: ClipPath?
  /// The state to resume from, and then the state to save.
  private let content: Mutex<TrainingCheckpoint>

  /// Reads the file if training resumes. Throws `CheckpointError` if it is from another training run, as far as that is
  /// known before the clips are measured.
  init(_ task: TrainingTask, logger: Logger) throws {
    path = task.request.output.isReplaceable ? task.request.checkpoint : nil
    guard let path, path.withCString({ access($0, F_OK) }) == 0 else {
      if task.request.resumes { logger.notice("no checkpoint to resume from; starting from the beginning") }
      content = Mutex(TrainingCheckpoint(task.identity))
      return
    }
    if task.request.resumes {
      let checkpoint = try TrainingCheckpoint(reading: path)
      try checkpoint.check(belongsTo: task.identity)
      content = Mutex(checkpoint)
    } else {
      logger.notice(
        "replacing the checkpoint \(path) of an earlier run; use \(TrainingRequest.Option.resume.flag) to continue it"
      )
      content = Mutex(TrainingCheckpoint(task.identity))
    }
  }

  /// Sets the complete identity of the training. Throws `CheckpointError` if the file is from another training run.
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

  /// Returns the state of a run, or nil if it has not begun.
  func state(of run: String) -> FusionTraining.State? {
    content.withLock { $0.runs[run] }
  }

  /// Saves a run's state by replacing the file. Throws `OutputError`.
  func save(_ state: FusionTraining.State, of run: String) throws {
    try content.withLock { content in
      content.runs[run] = state
      guard let path else { return }
      try OutputFile.replace(path, with: content.data())
    }
  }

  /// Removes the file after training is complete.
  func remove() {
    _ = path?.withCString { unlink($0) }
  }
}
