import Batch
import Foundation
import Logging
import Media
import Recognition
import Reporting
import Synchronization
import System

/// Shows a batch's progress on standard error: on a terminal one line, redrawn at most ten times per second, otherwise
/// a new line every minute.
final class ProgressDisplay {
  private enum Style {
    case drawn, logged, silent
  }

  private static let loggingPause = Duration.seconds(60)

  private let style: Style
  private let logger: Logger
  private let start = ContinuousClock.now
  private var lastLogged = ContinuousClock.now
  private var line = DrawnLine()
  /// The number of clips, if known.
  var count: ClipCount?

  init(_ messages: Messages, logger: Logger) {
    style = messages.drawsProgress ? .drawn : messages.hidesProgress || messages.isQuiet ? .silent : .logged
    self.logger = logger
  }

  /// Whether the number of clips is of use.
  var isShown: Bool { style != .silent }

  /// - Parameter verb: What has been done with the clips, with a trailing space; empty if they are finished.
  func show(_ tally: BatchTally, verb: String = "") {
    switch style {
    case .silent: return
    case .drawn: line.draw { "\(verb)\(progress(tally).line)" }
    case .logged:
      let now = ContinuousClock.now
      guard now - lastLogged > Self.loggingPause else { return }
      logger.notice("\(verb)\(progress(tally).line)")
      lastLogged = now
    }
  }

  /// Clears the line before other output.
  func clear() {
    line.clear()
  }

  /// Reports the batch's summary.
  func conclude(_ tally: BatchTally, recordedCount: Int = 0) {
    clear()
    if tally.count + recordedCount > 0 { logger.notice("\(progress(tally).summary(recordedCount: recordedCount))") }
  }

  private func progress(_ tally: BatchTally) -> BatchProgress {
    BatchProgress(tally, seconds: (ContinuousClock.now - start) / .seconds(1), total: count?.value)
  }
}

/// Counts a run's clips in the background, to estimate the time left.
final class ClipCount: Sendable {
  private let result = Mutex<Int?>(nil)

  /// The count, or nil until it is complete.
  var value: Int? { result.withLock(\.self) }

  /// Creates a count that is already known.
  init(known count: Int) {
    result.withLock { $0 = count }
  }

  /// Starts counting. With a path list among the inputs there is no count, because a list cannot be read twice.
  ///
  /// - Parameters:
  ///   - rule: The rule for speakers, if a shard keeps their clips together.
  ///   - recorded: How often clips are already recorded.
  init(_ inputs: [ClipPath], shard: Shard? = nil, rule: SpeakerRule? = nil, recorded: [ClipPath: Int] = [:]) {
    if inputs.contains(ClipPath("-")) { return }
    let thread = Thread { [self] in
      var filter = ClipFilter(shard: shard, names: rule.flatMap { try? SpeakerNames($0) })
      filter.skip(recorded)
      let clips = InputDiscovery(inputs: inputs, interruption: .process, isMedia: MediaKind.isMedia)
      let count = clips.reduce(0) { filter.verdict(for: $1) == .taken ? $0 + 1 : $0 }
      if !Interruption.process.isRequested { result.withLock { $0 = count } }
    }
    thread.start()
  }
}
