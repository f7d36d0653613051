import Batch
import Foundation
import Media
import Recognition
import Synchronization
import System

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
