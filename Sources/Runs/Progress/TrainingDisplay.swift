import Foundation
import Learning
import Logging
import Synchronization

/// Tells how far a training is, from whatever thread: on a terminal one line that is drawn over itself at most ten times a
/// second, else a line for each epoch.
final class TrainingDisplay: Sendable {
  private struct State {
    var start = ContinuousClock.now
    var line = DrawnLine()
    /// Epochs that were to come, and how many of them have been.
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

  /// The time begins from which what is left is estimated; so many epochs are to come.
  func begin(epochs: Int = 0) {
    state.withLock { $0 = State(epochs: epochs) }
  }

  func showMeasured(_ done: Int, of count: Int, failed: Int) {
    show("measured", done, of: count, failed: failed)
  }

  func showScored(_ done: Int, of count: Int, failed: Int) {
    show("scored", done, of: count, failed: failed)
  }

  private func show(_ verb: String, _ done: Int, of count: Int, failed: Int) {
    state.withLock { state in
      guard isShown else { return }
      state.line.draw {
        let left = Self.left(since: state.start, done: done, of: count)
        return "\(verb) \(done) of \(count) clips, \(failed) failed\(left)"
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

  /// Epochs that will not be needed.
  func skip(epochs: Int) {
    state.withLock { $0.epochs -= epochs }
  }

  /// Something that stays.
  func tell(_ text: String) {
    clear()
    logger.notice("\(text)")
  }

  /// Takes the line away so that something else can be written.
  func clear() {
    state.withLock { $0.line.clear() }
  }

  private static func losses(_ epoch: FusionTraining.Epoch) -> String {
    let training = String(format: "training loss %.4f", epoch.trainingLoss)
    guard let validation = epoch.validationLoss else { return training }
    return training + String(format: ", validation loss %.4f", validation) + (epoch.isBest ? " (best)" : "")
  }

  /// At the speed so far.
  private static func left(since start: ContinuousClock.Instant, done: Int, of count: Int) -> String {
    guard done > 0, count > done else { return "" }
    let seconds = (ContinuousClock.now - start) / .seconds(1) / Double(done) * Double(count - done)
    return seconds < 90
      ? String(format: ", %.0f s left at most", seconds) : String(format: ", %.0f min left at most", seconds / 60)
  }
}
