import Formats
import Foundation
import Learning
import Synchronization
import System

/// Logs a CSV row as each epoch ends, from any thread; the file holds whole rows only.
final class TrainingLog: Sendable {
  private let output: Mutex<OutputFile>

  /// The name of the network trained on all clips; other rows name the held-out fold.
  static let all = "all"

  static let columns = ["fold", "epoch", "training_loss", "validation_loss", "learning_rate", "seconds", "best"]

  /// Creates or replaces the file. Throws `OutputError`.
  init(_ path: ClipPath) throws(OutputError) {
    let file = try OutputFile.growing(path)
    try file.write(CSVRow.bytes(Self.columns))
    output = Mutex(file)
  }

  /// - Parameter run: The held-out fold, or `all`.
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

  /// Returns a row; a missing validation loss is an empty cell.
  static func row(_ epoch: FusionTraining.Epoch, run: String) -> [UInt8] {
    CSVRow.bytes([
      run, "\(epoch.number)", String(format: "%.6f", epoch.trainingLoss),
      epoch.validationLoss.map { String(format: "%.6f", $0) }, String(format: "%.4g", epoch.learningRate),
      String(format: "%.3f", epoch.seconds), epoch.isBest ? "1" : "0",
    ])
  }
}
