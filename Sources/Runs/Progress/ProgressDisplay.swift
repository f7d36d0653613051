import Batch
import Foundation
import Logging
import Media
import Recognition
import Reporting
import Synchronization
import System

/// Tells on standard error how far a batch is: on a terminal one line, drawn over itself at most ten times a second, else
/// a line of its own every minute.
final class ProgressDisplay {
  private enum Style {
    case drawn, logged, silent
  }

  private static let loggingPause = Duration.seconds(60)

  private let manner: Style
  private let logger: Logger
  private let start = ContinuousClock.now
  private var lastLogged = ContinuousClock.now
  private var line = DrawnLine()
  /// The clips that there are, when they can be told.
  var count: ClipCount?

  init(_ messages: Messages, logger: Logger) {
    manner = messages.drawsProgress ? .drawn : messages.hidesProgress || messages.isQuiet ? .silent : .logged
    self.logger = logger
  }

  /// Whether anybody will want to know how many clips there are.
  var isShown: Bool { manner != .silent }

  /// - Parameter verb: what is done with the clips, with a space, where that is not all.
  func show(_ tally: BatchTally, verb: String = "") {
    switch manner {
    case .silent: return
    case .drawn: line.draw { "\(verb)\(progress(tally).line)" }
    case .logged:
      let now = ContinuousClock.now
      guard now - lastLogged > Self.loggingPause else { return }
      logger.notice("\(verb)\(progress(tally).line)")
      lastLogged = now
    }
  }

  /// Takes the line away so that something else can be written.
  func clear() {
    line.clear()
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

/// Counts in the background how many clips a run is to work on, so that the time left can be told.
final class ClipCount: Sendable {
  private let result = Mutex<Int?>(nil)

  /// The clips, once they are counted.
  var value: Int? { result.withLock(\.self) }

  /// What is known without counting.
  init(known count: Int) {
    result.withLock { $0 = count }
  }

  /// Lists of paths cannot be read twice: with one among the inputs nothing is ever counted.
  ///
  /// - Parameters:
  ///   - rule: how speakers are told, where a shard keeps their clips together.
  ///   - recorded: how often clips are recorded already.
  init(_ inputs: [ClipPath], shard: Shard? = nil, rule: SpeakerRule? = nil, recorded: [ClipPath: Int] = [:]) {
    if inputs.contains(ClipPath("-")) { return }
    let thread = Thread { [self] in
      var filter = ClipFilter(shard: shard, names: rule.flatMap { try? SpeakerNames($0) })
      filter.passOver(recorded)
      let clips = InputDiscovery(inputs: inputs, interruption: .process, isMedia: MediaKind.isMedia)
      let count = clips.reduce(0) { filter.judge($1) == .taken ? $0 + 1 : $0 }
      if !Interruption.process.isRequested { result.withLock { $0 = count } }
    }
    thread.start()
  }
}
