import Batch
import Foundation
import Logging
import Media
import Recognition
import Reporting
import Synchronization
import System

/// Shows the progress of a batch, or within a single clip, on standard error: on a terminal one line, redrawn at most
/// ten times per second, otherwise a new line every minute.
final class ProgressDisplay {
  private enum Style {
    case drawn, logged, silent
  }

  private static let loggingPause = Duration.seconds(60)
  /// A clip that is done by then needs no progress.
  private static let patience = Duration.seconds(0.5)

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
    show { "\(verb)\(progress(tally).line)" }
  }

  /// Shows how much of a single clip is done.
  ///
  /// - Parameters:
  ///   - doneSeconds: From the start of the part that is analysed.
  ///   - totalSeconds: The part's length, if known.
  func show(doneSeconds: Double, totalSeconds: Double?) {
    let elapsed = ContinuousClock.now - start
    guard elapsed > Self.patience else { return }
    show {
      ClipProgress(doneSeconds: doneSeconds, totalSeconds: totalSeconds, seconds: elapsed / .seconds(1)).line
    }
  }

  private func show(_ text: () -> String) {
    switch style {
    case .silent: return
    case .drawn: line.draw(text)
    case .logged:
      let now = ContinuousClock.now
      guard now - lastLogged > Self.loggingPause else { return }
      logger.notice("\(text())")
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

/// Follows the analysis of a single clip for the display.
final class ClipPosition {
  private let startSeconds: Double
  private let partSeconds: Double?
  private let progress: ProgressDisplay
  private var clipSeconds: Double?
  /// The furthest second; sound and frames do not come in exact order.
  private var reachedSeconds = 0.0

  init(_ options: AnalysisOptions, progress: ProgressDisplay) {
    (startSeconds, partSeconds) = (options.startSeconds, options.durationSeconds)
    self.progress = progress
  }

  func announceDuration(_ seconds: Double) {
    clipSeconds = seconds
  }

  func announcePosition(_ seconds: Double) {
    let rest = clipSeconds.map { max(0, $0 - startSeconds) }
    let total = [rest, partSeconds].compactMap(\.self).min()
    reachedSeconds = max(reachedSeconds, seconds - startSeconds)
    progress.show(doneSeconds: reachedSeconds, totalSeconds: total)
  }
}
