import Foundation
import Glibc
import System

@testable import Batch

/// The worker program, built beside the test program. It treats clips as orders.
let testWorker: String = {
  let program = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
  return (program as NSString).deletingLastPathComponent + "/BatchTestWorker"
}()

/// A pool of test workers and the outcomes it delivered.
struct PoolHarness {
  var configuration: WorkerPool.Configuration
  private(set) var delivered: [(path: String, outcome: JobOutcome)] = []

  init(workers: Int = 2, mode: String...) {
    configuration = WorkerPool.Configuration(
      arguments: (["BatchTestWorker"] + mode).map { Array($0.utf8) },
      workerCount: workers
    )
    configuration.executable = testWorker
    configuration.graceSeconds = 0.2
  }

  var paths: [String] { delivered.map(\.path) }

  /// Returns the outcome of a path, or nil if it was not delivered.
  func outcome(_ path: String) -> JobOutcome? {
    delivered.first { $0.path == path }?.outcome
  }

  /// Returns whether the worker echoed the path.
  func answered(_ path: String) -> Bool {
    outcome(path) == .answered([Array(path.utf8)])
  }

  /// Runs the pool over `orders` and calls `afterEach` with each delivered path.
  mutating func run(
    _ orders: [String],
    interruption: Interruption? = nil,
    afterEach: (String) -> WorkerPool.Verdict = { _ in .proceed }
  ) throws -> WorkerPool.End {
    var rest = orders[...]
    return try run(interruption: interruption, afterEach: afterEach) {
      rest.popFirst().map { .clip(ClipPath($0)) } ?? .end
    }
  }

  mutating func run(
    interruption: Interruption? = nil,
    afterEach: (String) -> WorkerPool.Verdict = { _ in .proceed },
    next: () throws -> InputStep
  ) throws -> WorkerPool.End {
    try WorkerPool(configuration).run(interruption: interruption, next: next) { path, outcome in
      delivered.append((path.description, outcome))
      return afterEach(path.description)
    }
  }
}
