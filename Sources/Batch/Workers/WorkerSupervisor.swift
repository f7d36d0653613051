import Glibc

/// The worker processes of a run: starts them, watches their time and memory limits, and ends them. Only the thread of
/// the run touches it.
final class WorkerSupervisor {
  /// How often, in seconds, time and memory are looked at while a worker is busy.
  private static let interval = 0.25
  /// Workers in a row that may end before they say hello.
  private static let toleratedStartFailures = 3

  /// Those that live.
  private(set) var workers: [WorkerProcess] = []
  private let configuration: WorkerPool.Configuration
  /// Killed, and still to be reaped.
  private var dying: [WorkerProcess] = []
  /// At most so many workers; lowered when no more can be started.
  private var limit: Int
  /// Some worker has said hello.
  private var hasStarted = false
  /// Workers in a row that did not.
  private var startFailures = 0
  private var lastCheck = monotonicSeconds()
  private var lastMemoryCheck = 0.0

  init(_ configuration: WorkerPool.Configuration) {
    self.configuration = configuration
    limit = max(1, configuration.workerCount)
  }

  // MARK: Starting

  /// The first worker starts alone, so that what keeps all of them from starting is said once.
  var mayStart: Bool {
    workers.count < limit && (hasStarted || workers.isEmpty)
  }

  /// Starts one more worker; where that fails beside others, they have to do. Throws `BatchError.systemCall` when there is
  /// none.
  func start() throws(BatchError) {
    do {
      workers.append(try WorkerProcess(executable: configuration.executable, arguments: configuration.arguments))
    } catch {
      if workers.isEmpty { throw error }
      limit = workers.count
    }
  }

  /// The worker has said hello.
  func workerStarted(_ worker: WorkerProcess) {
    worker.state = .idle
    hasStarted = true
    startFailures = 0
  }

  /// A worker that had not said hello is gone, with `failure`. Throws `BatchError.workerCannotStart` when no other will come
  /// further.
  func startFailed(_ failure: JobFailure) throws(BatchError) {
    startFailures += 1
    let end: WorkerEnd = if case .died(let end) = failure { end } else { .killed(signal: SIGKILL) }
    if case .exited = end, !hasStarted { throw BatchError.workerCannotStart(end) }
    guard startFailures >= Self.toleratedStartFailures else { return }
    if workers.isEmpty { throw BatchError.workerCannotStart(end) }
    limit = workers.count
  }

  // MARK: Limits

  /// How long to wait for something to happen, in milliseconds as poll(2) takes them: for ever while all workers are idle.
  var pauseMilliseconds: Int32 {
    let now = monotonicSeconds()
    var pause = dying.isEmpty ? Double.infinity : Self.interval
    for worker in workers {
      if case .idle = worker.state { continue }
      pause = min(pause, Self.interval, max(0, deadline(of: worker) - now))
    }
    return pause.isFinite ? Int32((pause * 1_000).rounded(.up)) : -1
  }

  /// Reaps what was killed and ends the workers that are over their limits, telling `discarded` of each.
  func look(discarded: (WorkerProcess, JobFailure) throws -> Void) throws {
    dying.removeAll { $0.waitForEnd(seconds: 0) != nil }
    let now = monotonicSeconds()
    // Time in which this process did not look, because it was stopped or wrote to a slow reader, is nobody's fault.
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
      try discarded(worker, .outgrewMemory(bytes: bytes))
    }
  }

  /// When the worker is to be killed, in seconds of the monotonic clock.
  private func deadline(of worker: WorkerProcess) -> Double {
    switch worker.state {
    case .starting: worker.started + configuration.startTimeoutSeconds
    case .idle: .infinity
    case .working(let job): job.started + job.limitSeconds + configuration.graceSeconds
    }
  }

  /// Parts with an idle worker that kept much of its memory, before the next clip pays for it.
  func retireIfGrown(_ worker: WorkerProcess) {
    if let bytes = ResourceLimits.privateBytes(of: worker.process), bytes > configuration.memoryLimitBytes / 2 {
      end(worker)
    }
  }

  // MARK: Ending

  /// How the worker ended whose output did: its process has too, or is about to. Nil when it had to be killed.
  func reap(_ worker: WorkerProcess) -> WorkerEnd? {
    let ended = worker.waitForEnd(seconds: 1)
    if ended == nil {
      end(worker)
    } else {
      remove(worker)
    }
    return ended
  }

  /// Kills the worker, unless it is gone.
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

  /// Ends all workers: those without a job by themselves, the others at once.
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
  /// Moves the deadline of what the worker does.
  fileprivate func postpone(seconds: Double) {
    started += seconds
    if case .working(var job) = state {
      job.started += seconds
      state = .working(job)
    }
  }
}
