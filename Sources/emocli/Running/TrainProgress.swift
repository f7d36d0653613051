import Foundation
import Learning
import Logging
import Synchronization
import System

/// Tells how far a training is, from whatever thread: on a terminal one line that is drawn over itself at most ten times a
/// second, else a line for each epoch.
final class TrainProgress: Sendable {
  private struct State {
    var start = ContinuousClock.now
    var lastDrawn: ContinuousClock.Instant?
    var isDrawn = false
    /// Epochs that were to come, and how many of them have been.
    var epochs = 0
    var done = 0
  }

  let logger: Logger
  private let isShown: Bool
  private let saysEpochs: Bool
  private let state = Mutex(State())

  init(_ messages: MessageOptions, logger: Logger) {
    self.logger = logger
    isShown = messages.showsProgress
    saysEpochs = messages.verbose || (!messages.noProgress && !messages.showsProgress)
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
      let left = Self.left(since: state.start, done: done, of: count)
      draw("\(verb) \(done) of \(count) clips, \(failed) failed\(left)", &state)
    }
  }

  func show(_ epoch: FusionTraining.Epoch, of epochs: Int, run: String) {
    state.withLock { state in
      state.done += 1
      let left = Self.left(since: state.start, done: state.done, of: state.epochs)
      let text = "\(run), epoch \(epoch.number) of \(epochs): \(Self.losses(epoch))\(left)"
      if saysEpochs {
        clear(&state)
        logger.notice("\(text)")
      }
      if isShown { draw(text, &state) }
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
    state.withLock { clear(&$0) }
  }

  private func draw(_ text: String, _ state: inout State) {
    let now = ContinuousClock.now
    guard isShown, state.lastDrawn.map({ now - $0 > .milliseconds(100) }) ?? true else { return }
    (state.lastDrawn, state.isDrawn) = (now, true)
    StandardError.write("\r\u{1b}[K\(text)")
  }

  private func clear(_ state: inout State) {
    if state.isDrawn { StandardError.write("\r\u{1b}[K") }
    state.isDrawn = false
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
