import Glibc
import System
import Testing

@testable import Batch

@Suite struct TimeLimitTests {
  /// Returns the time limit of a run's only working worker after it has received `messages`.
  func limit(after messages: WorkerMessage..., timeoutSeconds: Double?) throws -> Double {
    var configuration = PoolHarness().configuration
    configuration.timeLimit.fixedSeconds = timeoutSeconds
    let run = PoolRun(configuration, nil)
    defer { run.endWorkers() }
    _ = try run.fill { .clip(ClipPath("0-hang")) }
    let worker = try #require(run.workers.first)
    worker.state = .working(
      WorkerProcess.RunningJob(identifier: 4, path: ClipPath("x"), started: 0, limitSeconds: timeoutSeconds ?? 60)
    )
    for message in messages { try run.act(on: message, from: worker) }
    guard case .working(let job) = worker.state else { return .nan }
    return job.limitSeconds
  }

  @Test func followsTheAnnouncedDurationUnlessFixed() throws {
    #expect(try limit(after: .duration(4, seconds: 12), timeoutSeconds: nil) == 180)
    #expect(try limit(after: .duration(4, seconds: 12), .duration(4, seconds: 24), timeoutSeconds: nil) == 300)
    #expect(try limit(after: .duration(4, seconds: 12), timeoutSeconds: 5) == 5)
    #expect(try limit(after: .duration(4, seconds: .infinity), timeoutSeconds: nil) == 60)
    #expect(try limit(after: .duration(4, seconds: -1), timeoutSeconds: nil) == 60)
  }

  @Test func rejectsMessagesForAnotherJob() {
    #expect(throws: MalformedMessage.self) {
      try limit(after: .duration(5, seconds: 12), timeoutSeconds: nil)
    }
  }

  @Test func slowReceiverCausesNoTimeouts() throws {
    var pool = PoolHarness()
    pool.configuration.timeLimit.fixedSeconds = 0.5
    let orders = ["0", "1-sleep-0.3", "2-sleep-0.3", "3-sleep-0.3"]
    let end = try pool.run(orders) { path in
      if path == "0" { usleep(2_500_000) }
      return .proceed
    }
    #expect(end == .finished)
    #expect(orders.allSatisfy { pool.answered($0) })
  }
}
