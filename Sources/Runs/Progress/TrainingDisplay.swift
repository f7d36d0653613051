import Foundation
import Learning
import Logging
import Synchronization

/// Shows the progress of training, from any thread: on a terminal one line, redrawn at most ten times per second,
/// otherwise one line per epoch.
final class TrainingDisplay: Sendable {
  private struct State {
    var start = ContinuousClock.now
    var line = DrawnLine()
    /// The number of epochs to run, and how many are done.
    var epochs = 0
    var done = 0
  }

  let logger: Logger
  private let isShown: Bool
  private let showsEpochs: Bool
  private let state = Mutex(State())

  init(_ messages: Messages, logger: Logger) {
    self.logger = logger
    isShown = messages.drawsProgress
    showsEpochs = messages.isVerbose || (!messages.hidesProgress && !messages.drawsProgress)
  }

  /// Starts the clock for the estimate of the time left for `epochs` epochs.
  func begin(epochs: Int = 0) {
    state.withLock { $0 = State(epochs: epochs) }
  }

  func showMeasured(_ done: Int, of count: Int, failed: Int) {
    show("measured", done, of: count, failed: failed)
  }

  func showScored(_ done: Int, of count: Int, failed: Int) {
    show("scored", done, of: count, failed: failed)
  }

  func showShipped(_ done: Int, of count: Int) {
    show("shipped model: scored", done, of: count)
  }

  private func show(_ verb: String, _ done: Int, of count: Int, failed: Int? = nil) {
    state.withLock { state in
      guard isShown else { return }
      state.line.draw {
        let left = Self.left(since: state.start, done: done, of: count)
        return "\(verb) \(done) of \(count) clips\(failed.map { ", \($0) failed" } ?? "")\(left)"
      }
    }
  }

  func show(_ epoch: FusionTraining.Epoch, of epochs: Int, run: String) {
    state.withLock { state in
      state.done += 1
      let left = Self.left(since: state.start, done: state.done, of: state.epochs)
      let text = "\(run), epoch \(epoch.number) of \(epochs): \(Self.losses(epoch))\(left)"
      if showsEpochs {
        state.line.clear()
        logger.notice("\(text)")
      }
      if isShown { state.line.draw { text } }
    }
  }

  /// Removes epochs that are not needed from the estimate.
  func skip(epochs: Int) {
    state.withLock { $0.epochs -= epochs }
  }

  /// Clears the line and logs a message.
  func log(_ text: String) {
    clear()
    logger.notice("\(text)")
  }

  /// Clears the line before other output.
  func clear() {
    state.withLock { $0.line.clear() }
  }

  private static func losses(_ epoch: FusionTraining.Epoch) -> String {
    let training = String(format: "training loss %.4f", epoch.trainingLoss)
    guard let validation = epoch.validationLoss else { return training }
    return training + String(format: ", validation loss %.4f", validation) + (epoch.isBest ? " (best)" : "")
  }

  /// Estimates the time left at the average rate so far.
  private static func left(since start: ContinuousClock.Instant, done: Int, of count: Int) -> String {
    guard done > 0, count > done else { return "" }
    let seconds = (ContinuousClock.now - start) / .seconds(1) / Double(done) * Double(count - done)
    return seconds < 90
      ? String(format: ", at most %.0f s left", seconds) : String(format: ", at most %.0f min left", seconds / 60)
  }
}
