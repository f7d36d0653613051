import Foundation
import Synchronization

/// Threads that do numbered things side by side.
enum TrainTeam {
  private final class Counter: Sendable {
    private let next = Atomic<Int>(0)

    func take() -> Int { next.add(1, ordering: .relaxed).oldValue }
  }

  /// Does the things 0 ..< `count`, at most `atOnce` at a time and each on one thread, and waits for all.
  static func run(_ count: Int, atOnce: Int, _ body: @escaping @Sendable (Int) -> Void) {
    let counter = Counter()
    let group = DispatchGroup()
    for _ in 0..<min(count, atOnce) {
      group.enter()
      Thread {
        while case let index = counter.take(), index < count { body(index) }
        group.leave()
      }.start()
    }
    group.wait()
  }
}
