import Foundation
import Glibc
import System
import Testing

@testable import Batch

@Suite struct WorkerPoolRunTests {
  @Test func receiverCanStopTheBatch() throws {
    var pool = PoolHarness()
    let start = monotonicSeconds()
    let end = try pool.run(["0", "1-abort", "2-hang", "3"]) { $0 == "1-abort" ? .stop : .proceed }
    #expect(end == .stopped)
    #expect(pool.paths == ["0", "1-abort"])
    #expect(monotonicSeconds() - start < 5)
  }

  @Test func receiverErrorEndsTheBatch() {
    struct Full: Error {}
    let pool = WorkerPool(PoolHarness().configuration)
    var orders = ["0", "1-hang", "2-hang"][...]
    #expect(throws: Full.self) {
      try pool.run {
        orders.popFirst().map { .clip(ClipPath($0)) } ?? .end
      } deliver: { _, _ in
        throw Full()
      }
    }
  }

  @Test func deliversFinishedAnswersWhenInterrupted() throws {
    let interruption = Interruption()
    var orders = ["0", "1-hang", "2", "3", "4-hang", "5"][...]
    var pool = PoolHarness(workers: 2)
    let end = try pool.run(interruption: interruption) {
      // 1-hang occupies one worker, so this order is requested only after 2 and 3 have finished.
      if orders.first == "4-hang" { interruption.request(signal: SIGTERM) }
      return orders.popFirst().map { .clip(ClipPath($0)) } ?? .end
    }
    #expect(end == .interrupted(signal: SIGTERM))
    #expect(pool.paths == ["0", "2", "3"])
    #expect(pool.paths.allSatisfy { pool.answered($0) })
  }

  @Test func workerThatCannotStartEndsTheBatch() {
    var pool = PoolHarness(workers: 3, mode: "broken")
    #expect(throws: BatchError.workerCannotStart(.exited(status: 2))) { try pool.run(["0", "1", "2"]) }
    pool.configuration.executable = "/nonexistent"
    #expect(throws: BatchError.systemCall("posix_spawn", code: ENOENT)) { try pool.run(["0"]) }
    var mute = PoolHarness(workers: 3, mode: "mute")
    mute.configuration.startTimeoutSeconds = 0.2
    #expect(throws: BatchError.workerCannotStart(.silent(seconds: 0.2))) { try mute.run(["0"]) }
    #expect(pool.delivered.isEmpty && mute.delivered.isEmpty)
  }

  @Test func limitsTheLookAhead() throws {
    var configuration = PoolHarness(workers: 2, mode: "slow-start").configuration
    configuration.lookAhead = 5
    var taken = 0
    var furthest = 0
    var delivered = 0
    let end = try WorkerPool(configuration).run {
      if taken == 30 { return .end }
      taken += 1
      furthest = max(furthest, taken - delivered)
      return .clip(ClipPath(taken == 1 ? "0-sleep-0.3" : "\(taken)"))
    } deliver: { _, _ in
      delivered += 1
      return .proceed
    }
    #expect(end == .finished)
    #expect(delivered == 30)
    #expect(furthest <= 5)
  }

  @Test func deliversAnswersWhileTheListIsOpen() throws {
    let pipe = TestPipe()
    let discovery = InputDiscovery(inputs: [ClipPath("-")], listDescriptor: pipe.reading) { _ in true }
    var pool = PoolHarness()
    var answered: [String] = []
    pipe.write("0\n")
    let end = try pool.run(
      afterEach: { path in
        answered.append(path)
        // Write the next path only after each answer, and close the list after the third.
        if answered.count < 3 { pipe.write("\(answered.count)\n") } else { pipe.finish() }
        return .proceed
      },
      next: discovery.step
    )
    #expect(end == .finished)
    #expect(answered == ["0", "1", "2"])
  }

  @Test func interruptionEndsTheWaitForTheList() throws {
    let pipe = TestPipe()
    pipe.write("0\n")
    let discovery = InputDiscovery(inputs: [ClipPath("-")], listDescriptor: pipe.reading) { _ in true }
    let interruption = Interruption()
    var pool = PoolHarness()
    let end = try pool.run(
      interruption: interruption,
      afterEach: { _ in
        Thread.detachNewThread {
          usleep(100_000)
          interruption.request()
        }
        return .proceed
      },
      next: discovery.step
    )
    #expect(end == .interrupted(signal: SIGINT))
    #expect(pool.paths == ["0"])
  }
}
