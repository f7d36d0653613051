import Foundation
import Logging
import Reporting
import System

/// Tells on standard error how far a batch is: on a terminal one line, drawn over itself at most ten times a second, else
/// a line of its own every minute.
final class Progress {
  private enum Manner {
    case drawn, logged, silent
  }

  private static let drawingPause = Duration.milliseconds(100)
  private static let loggingPause = Duration.seconds(60)

  private let manner: Manner
  private let logger: Logger
  private let start = ContinuousClock.now
  private var last = ContinuousClock.now
  private var isDrawn = false
  /// The clips that there are, when they can be told.
  var count: ClipCount?

  init(_ messages: MessageOptions, logger: Logger) {
    manner = messages.showsProgress ? .drawn : messages.noProgress || messages.quiet ? .silent : .logged
    self.logger = logger
    // The first line on a terminal comes at once.
    if manner == .drawn { last -= Self.drawingPause }
  }

  /// Whether anybody will want to know how many clips there are.
  var isShown: Bool { manner != .silent }

  /// - Parameter verb: what is done with the clips, with a space, where that is not all.
  func show(_ tally: BatchTally, verb: String = "") {
    let now = ContinuousClock.now
    guard now - last > (manner == .drawn ? Self.drawingPause : Self.loggingPause) else { return }
    switch manner {
    case .silent: return
    case .logged: logger.notice("\(verb)\(progress(tally).line)")
    case .drawn:
      let line = "\(verb)\(progress(tally).line)"
      // A line that wraps could not be taken away.
      let width = Terminal.columns(of: STDERR_FILENO).map { $0 - 1 } ?? line.count
      StandardError.write("\r\u{1b}[K\(line.prefix(max(0, width)))")
      isDrawn = true
    }
    last = now
  }

  /// Takes the line away so that something else can be written.
  func clear() {
    if isDrawn { StandardError.write("\r\u{1b}[K") }
    isDrawn = false
  }

  /// Tells how the batch ended.
  func conclude(_ tally: BatchTally, recordedCount: Int = 0) {
    clear()
    if tally.count + recordedCount > 0 { logger.notice("\(progress(tally).summary(recordedCount: recordedCount))") }
  }

  private func progress(_ tally: BatchTally) -> BatchProgress {
    BatchProgress(tally, seconds: (ContinuousClock.now - start) / .seconds(1), total: count?.value)
  }
}
