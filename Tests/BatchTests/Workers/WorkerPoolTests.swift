import Foundation
import Glibc
import System
import Testing

@testable import Batch

@Suite struct WorkerPoolTests {
  @Test(arguments: [1, 2, 5])
  func deliversInInputOrder(workers: Int) throws {
    var pool = PoolHarness(workers: workers)
    var generator = SystemRandomNumberGenerator()
    let orders = (0..<40).map { "\($0)-sleep-0.0\(Int.random(in: 0..<30, using: &generator))" }
    #expect(try pool.run(orders) == .finished)
    #expect(pool.paths == orders)
    #expect(orders.allSatisfy { pool.answered($0) })
  }

  @Test func startsNoWorkersWithoutClips() throws {
    var pool = PoolHarness()
    pool.configuration.executable = "/nonexistent"
    #expect(try pool.run([]) == .finished)
  }

  @Test func startsNoMoreWorkersThanClips() throws {
    var pool = PoolHarness(workers: 8)
    let orders = (0..<6).map { "\($0)-process" }
    _ = try pool.run(orders)
    #expect(Set(pool.delivered.map { "\($0.outcome)" }).count <= 6)
    var few = PoolHarness(workers: 8)
    _ = try few.run(["0-process"])
    #expect(few.delivered.count == 1)
  }

  @Test func workersInheritNoPoolDescriptors() throws {
    var pool = PoolHarness(workers: 4)
    _ = try pool.run((0..<8).map { "\($0)-descriptors" })
    // All workers have the same number of descriptors, however many others were running when they started.
    #expect(Set(pool.delivered.map { "\($0.outcome)" }).count == 1)
  }

  @Test func preservesTheBytesOfPaths() throws {
    let pool = WorkerPool(PoolHarness().configuration)
    var paths = [ClipPath(bytes: [0xff, 10, 0x80]), ClipPath(String(repeating: "x", count: 200_000))]
    var answers: [JobOutcome] = []
    let expected = paths.map { JobOutcome.answered([$0.bytes]) }
    _ = try pool.run {
      paths.isEmpty ? .end : .clip(paths.removeFirst())
    } deliver: { _, outcome in
      answers.append(outcome)
      return .proceed
    }
    #expect(answers == expected)
  }

  @Test func deliversLargeAndEmptyAnswers() throws {
    var pool = PoolHarness()
    #expect(try pool.run(["0-big-5000000", "1-none", "2-big-0", "3"]) == .finished)
    let payloads = [[UInt8](repeating: 7, count: 5_000_000), Array("0-big-5000000".utf8)]
    #expect(pool.outcome("0-big-5000000") == .answered(payloads))
    #expect(pool.outcome("1-none") == .answered([]))
    #expect(pool.outcome("2-big-0") == .answered([[], Array("2-big-0".utf8)]))
  }

  @Test func isolatesStandardStreams() throws {
    var pool = PoolHarness(workers: 1)
    let orders = ["0-print", "1-closed", "2"]
    #expect(try pool.run(orders) == .finished)
    #expect(orders.allSatisfy { pool.answered($0) })
  }

  @Test(arguments: [1, 3])
  func crashedWorkerFailsOnlyItsClip(workers: Int) throws {
    var pool = PoolHarness(workers: workers)
    let orders = ["0", "1-abort", "2", "3-exit-3", "4", "5-exit-0", "6", "7-garble", "8"]
    #expect(try pool.run(orders) == .finished)
    #expect(pool.paths == orders)
    #expect(pool.outcome("1-abort") == .failed(.died(.killed(signal: SIGABRT))))
    #expect(pool.outcome("3-exit-3") == .failed(.died(.exited(status: 3))))
    #expect(pool.outcome("5-exit-0") == .failed(.died(.exited(status: 0))))
    #expect(pool.outcome("7-garble") == .failed(.garbled))
    for order in ["0", "2", "4", "6", "8"] { #expect(pool.answered(order)) }
  }

  @Test func hangingClipTimesOut() throws {
    var pool = PoolHarness()
    pool.configuration.timeLimit.fixedSeconds = 0.5
    let start = monotonicSeconds()
    #expect(try pool.run(["0-hang", "1", "2-announce-1000", "3-hang", "4"]) == .finished)
    #expect(monotonicSeconds() - start < 10)
    #expect(pool.outcome("0-hang") == .failed(.timedOut(seconds: 0.5)))
    #expect(pool.outcome("3-hang") == .failed(.timedOut(seconds: 0.5)))
    for order in ["1", "2-announce-1000", "4"] { #expect(pool.answered(order)) }
  }

  @Test func clipOverTheMemoryLimitFails() throws {
    var pool = PoolHarness()
    pool.configuration.memoryLimitBytes = 100 << 20
    #expect(try pool.run(["0", "1-allocate-200000000", "2"]) == .finished)
    guard case .failed(.exceededMemory(let bytes)) = pool.outcome("1-allocate-200000000") else {
      Issue.record("the outcome is \(String(describing: pool.outcome("1-allocate-200000000")))")
      return
    }
    #expect(bytes > 100 << 20)
    #expect(pool.answered("0") && pool.answered("2"))
  }

  @Test func limitsTheAddressSpaceOfWorkers() throws {
    var pool = PoolHarness(workers: 1)
    #expect(try pool.run(["0-reserve-20000000000", "1-reserve-100000000"]) == .finished)
    #expect(pool.answered("0-reserve-20000000000"))
    #expect(pool.outcome("1-reserve-100000000") == .answered([]))
  }
}
