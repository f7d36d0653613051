import Formats
import Foundation
import Learning
import Synchronization
import System

/// A table that gets a row for each epoch as it ends, from whatever thread: comma-separated values, whole rows only.
final class TrainingLog: Sendable {
  private let output: Mutex<OutputFile>

  /// The name of the network of all clips, where others have the fold that they do not know.
  static let all = "all"

  static let columns = ["fold", "epoch", "training_loss", "validation_loss", "learning_rate", "seconds", "best"]

  /// Begins the file anew. Throws `OutputError`.
  init(_ path: ClipPath) throws(OutputError) {
    let file = try OutputFile.growing(path)
    try file.write(CSVRow.bytes(Self.columns))
    output = Mutex(file)
  }

  /// - Parameter run: the fold that the network does not know, or `all`.
  ///
  /// Throws `OutputError`.
  func write(_ epoch: FusionTraining.Epoch, run: String) throws {
    let row = Self.row(epoch, run: run)
    try output.withLock { try $0.write(row) }
  }

  /// Throws `OutputError`.
  func finish() throws {
    try output.withLock { try $0.finish() }
  }

  /// The cell of a validation loss that does not exist is empty.
  static func row(_ epoch: FusionTraining.Epoch, run: String) -> [UInt8] {
    CSVRow.bytes([
      run, "\(epoch.number)", String(format: "%.6f", epoch.trainingLoss),
      epoch.validationLoss.map { String(format: "%.6f", $0) }, String(format: "%.4g", epoch.learningRate),
      String(format: "%.3f", epoch.seconds), epoch.isBest ? "1" : "0",
    ])
  }
}
