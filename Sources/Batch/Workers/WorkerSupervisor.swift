import Glibc

/// Starts a run's worker processes, enforces their time and memory limits, and ends them. Use it on the run's thread
/// only.
final class WorkerSupervisor {
  /// The interval, in seconds, between limit checks while a worker is busy.
  private static let interval = 0.25
  /// The number of consecutive workers that may end before they send `hello`.
  private static let toleratedStartFailures = 3

  /// The live workers.
  private(set) var workers: [WorkerProcess] = []
  private let configuration: WorkerPool.Configuration
  /// Killed workers that are not yet reaped.
  private var dying: [WorkerProcess] = []
  /// The maximum number of workers, lowered when no more can be started.
  private var limit: Int
  /// Whether any worker has sent `hello`.
  private var hasStarted = false
  /// The number of consecutive workers that ended before they sent `hello`.
  private var startFailures = 0
  private var lastCheck = monotonicSeconds()
  private var lastMemoryCheck = 0.0

  init(_ configuration: WorkerPool.Configuration) {
    self.configuration = configuration
    limit = max(1, configuration.workerCount)
  }

  // MARK: Starting

  /// Whether another worker may start. The first starts alone, so that an error that affects all workers is reported
  /// once.
  var mayStart: Bool {
    workers.count < limit && (hasStarted || workers.isEmpty)
  }

  /// Starts one more worker. If that fails, the run continues with the existing ones. Throws `BatchError.systemCall` if
  /// there are none.
  func start() throws(BatchError) {
    do {
      workers.append(try WorkerProcess(executable: configuration.executable, arguments: configuration.arguments))
    } catch {
      if workers.isEmpty { throw error }
      limit = workers.count
    }
  }

  /// Records that the worker has sent `hello`.
  func workerStarted(_ worker: WorkerProcess) {
    worker.state = .idle
    hasStarted = true
    startFailures = 0
  }

  /// Handles a worker that failed before it sent `hello`. Throws `BatchError.workerCannotStart` if no other worker can
  /// be expected to start.
  func startFailed(_ failure: JobFailure) throws(BatchError) {
    startFailures += 1
    let end: WorkerEnd = if case .died(let end) = failure { end } else { .killed(signal: SIGKILL) }
    if case .exited = end, !hasStarted { throw BatchError.workerCannotStart(end) }
    guard startFailures >= Self.toleratedStartFailures else { return }
    if workers.isEmpty { throw BatchError.workerCannotStart(end) }
    limit = workers.count
  }

  // MARK: Limits

  /// The timeout for poll(2) in milliseconds; infinite while all workers are idle.
  var pauseMilliseconds: Int32 {
    let now = monotonicSeconds()
    var pause = dying.isEmpty ? Double.infinity : Self.interval
    for worker in workers {
      if case .idle = worker.state { continue }
      pause = min(pause, Self.interval, max(0, deadline(of: worker) - now))
    }
    return pause.isFinite ? Int32((pause * 1_000).rounded(.up)) : -1
  }

  /// Reaps killed workers and ends those over their limits, passing each to `discarded`.
  func enforceLimits(discarded: (WorkerProcess, JobFailure) throws -> Void) throws {
    dying.removeAll { $0.waitForEnd(seconds: 0) != nil }
    let now = monotonicSeconds()
    // Workers are not charged for time in which this process was stopped or blocked by a slow reader.
    let pause = now - lastCheck - Self.interval
    lastCheck = now
    if pause > Self.interval {
      for worker in workers { worker.postpone(seconds: pause) }
    }

    for worker in workers where now >= deadline(of: worker) {
      end(worker)
      if case .working(let job) = worker.state {
        try discarded(worker, .timedOut(seconds: job.limitSeconds))
      } else {
        try discarded(worker, .died(.silent(seconds: configuration.startTimeoutSeconds)))
      }
    }
    guard now - lastMemoryCheck >= Self.interval else { return }
    lastMemoryCheck = now
    for worker in workers {
      guard let bytes = ResourceLimits.privateBytes(of: worker.process), bytes > configuration.memoryLimitBytes else {
        continue
      }
      end(worker)
      try discarded(worker, .exceededMemory(bytes: bytes))
    }
  }

  /// Returns when to kill the worker, in seconds of the monotonic clock.
  private func deadline(of worker: WorkerProcess) -> Double {
    switch worker.state {
    case .starting: worker.started + configuration.startTimeoutSeconds
    case .idle: .infinity
    case .working(let job): job.started + job.limitSeconds + configuration.graceSeconds
    }
  }

  /// Ends an idle worker that has kept a lot of memory, before that costs the next clip.
  func retireIfGrown(_ worker: WorkerProcess) {
    if let bytes = ResourceLimits.privateBytes(of: worker.process), bytes > configuration.memoryLimitBytes / 2 {
      end(worker)
    }
  }

  // MARK: Ending

  /// Reaps a worker whose output has ended. Returns how it ended, or nil if it had to be killed.
  func reap(_ worker: WorkerProcess) -> WorkerEnd? {
    let ended = worker.waitForEnd(seconds: 1)
    if ended == nil {
      end(worker)
    } else {
      remove(worker)
    }
    return ended
  }

  /// Kills the worker if it is alive.
  func end(_ worker: WorkerProcess) {
    guard workers.contains(where: { $0 === worker }) else { return }
    kill(worker.process, SIGKILL)
    remove(worker)
    dying.append(worker)
  }

  private func remove(_ worker: WorkerProcess) {
    worker.closePipes()
    workers.removeAll { $0 === worker }
  }

  /// Ends all workers: idle ones exit by themselves, the others are killed.
  func endAll() {
    for worker in workers {
      worker.closePipes()
      if case .idle = worker.state { continue }
      kill(worker.process, SIGKILL)
    }
    let deadline = monotonicSeconds() + 1
    for worker in workers + dying where worker.waitForEnd(seconds: deadline - monotonicSeconds()) == nil {
      kill(worker.process, SIGKILL)
      _ = worker.waitForEnd(seconds: 1)
    }
    workers = []
    dying = []
  }
}

extension WorkerProcess {
  /// Postpones the worker's deadline.
  fileprivate func postpone(seconds: Double) {
    started += seconds
    if case .working(var job) = state {
      job.started += seconds
      state = .working(job)
    }
  }
}
