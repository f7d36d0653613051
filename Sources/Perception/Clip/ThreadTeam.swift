import Foundation
import Numerics

/// The threads that work on one clip: the caller's, and helpers that take jobs from it.
///
/// Jobs run in any order and at the same time, so a result must not depend on either. The caller helps while it waits;
/// a team without helpers is never slower than no team.
final class ThreadTeam: @unchecked Sendable {
  // Unchecked: `condition` guards everything that changes.

  private let condition = NSCondition()
  private var urgentJobs: [() -> Void] = []
  private var jobs: [() -> Void] = []
  private var liveHelperCount = 0
  private var isStopped = false

  /// Jobs that may wait, so that the memory they hold is bounded.
  let capacity: Int
  /// Whether there are helpers.
  let hasHelpers: Bool

  /// - Parameter threadCount: with the caller's. Fewer start if there is no memory for their matrix products.
  init(threadCount: Int) {
    let canMultiply = threadCount > 1 && (try? BLAS.reserve(threads: threadCount)) != nil
    hasHelpers = canMultiply
    capacity = 2 * threadCount
    guard canMultiply else { return }
    for _ in 1..<threadCount { Thread { [self] in work() }.start() }
  }

  /// Runs `job` soon, an urgent one before all others. Without helpers, runs it at once.
  func submit(isUrgent: Bool = false, _ job: @escaping () -> Void) {
    guard hasHelpers else { return job() }
    condition.withLock {
      if isUrgent { urgentJobs.append(job) } else { jobs.append(job) }
      condition.signal()
    }
  }

  /// Runs jobs on the calling thread until `isDone`, which is asked again whenever a job has ended.
  func help(until isDone: () -> Bool) {
    condition.lock()
    defer { condition.unlock() }
    while !isDone() {
      if let job = nextJob() { run(job) } else { condition.wait() }
    }
  }

  /// Drops the waiting jobs and returns when the helpers have ended.
  func stop() {
    condition.withLock {
      isStopped = true
      (urgentJobs, jobs) = ([], [])
      condition.broadcast()
      while liveHelperCount > 0 { condition.wait() }
    }
  }

  private func work() {
    condition.lock()
    // Counted here: without memory for a thread, it does not start, and the caller does its jobs.
    liveHelperCount += 1
    while !isStopped {
      if let job = nextJob() { run(job) } else { condition.wait() }
    }
    liveHelperCount -= 1
    condition.broadcast()
    condition.unlock()
  }

  private func nextJob() -> (() -> Void)? {
    if !urgentJobs.isEmpty { return urgentJobs.removeFirst() }
    return jobs.isEmpty ? nil : jobs.removeFirst()
  }

  /// Runs a job outside the lock, which is held before and after.
  private func run(_ job: () -> Void) {
    condition.unlock()
    job()
    condition.lock()
    condition.broadcast()
  }
}

/// The result of a job, which any thread may wait for.
final class JobResult<Value>: @unchecked Sendable {
  // Unchecked: the lock guards the value.

  private let lock = NSLock()
  private var stored: Value?
  private let team: ThreadTeam

  /// Computes a value on a team.
  init(on team: ThreadTeam, _ compute: @escaping () -> Value) {
    self.team = team
    team.submit { [self] in
      let value = compute()
      lock.withLock { stored = value }
    }
  }

  /// Nil until it is computed.
  var ready: Value? { lock.withLock { stored } }

  /// The value; waits for it, and helps.
  var value: Value {
    if let ready { return ready }
    team.help { ready != nil }
    return ready!
  }
}
