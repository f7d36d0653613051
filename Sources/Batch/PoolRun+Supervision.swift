import Glibc

/// Time limits, memory limits and the end of workers.
extension PoolRun {
  /// How often, in seconds, time and memory are looked at while a worker is busy.
  private static let interval = 0.25
  /// Workers in a row that may end before they say hello.
  private static let toleratedStartFailures = 3

  /// How long to wait for something to happen: for ever while all workers are idle.
  func pauseMilliseconds() -> Int32 {
    let now = monotonicSeconds()
    var pause = dying.isEmpty ? Double.infinity : Self.interval
    for worker in workers {
      if case .idle = worker.state { continue }
      pause = min(pause, Self.interval, max(0, deadline(of: worker) - now))
    }
    return pause.isFinite ? Int32((pause * 1_000).rounded(.up)) : -1
  }

  /// When the worker is to be killed, in seconds of the monotonic clock.
  private func deadline(of worker: WorkerProcess) -> Double {
    switch worker.state {
    case .starting: worker.started + configuration.startTimeoutSeconds
    case .idle: .infinity
    case .working(let job): job.started + job.limitSeconds + configuration.graceSeconds
    }
  }

  /// Ends workers that are over their limits.
  func supervise() throws {
    dying.removeAll { $0.waitForEnd(seconds: 0) != nil }
    let now = monotonicSeconds()
    // Time in which this process did not look, because it was stopped or wrote to a slow reader, is nobody's fault.
    let pause = now - lastSupervision - Self.interval
    lastSupervision = now
    if pause > Self.interval {
      for worker in workers { worker.postpone(seconds: pause) }
    }

    for worker in workers where now >= deadline(of: worker) {
      if case .working(let job) = worker.state {
        try discard(worker, .timedOut(seconds: job.limitSeconds))
      } else {
        try discard(worker, .died(.silent(seconds: configuration.startTimeoutSeconds)))
      }
    }
    guard now - lastMemoryCheck >= Self.interval else { return }
    lastMemoryCheck = now
    for worker in workers {
      guard let bytes = ResourceLimits.privateBytes(of: worker.process), bytes > configuration.memoryLimitBytes else {
        continue
      }
      try discard(worker, .outgrewMemory(bytes: bytes))
    }
  }

  /// Parts with an idle worker that kept much of its memory, before the next clip pays for it.
  func retireIfGrown(_ worker: WorkerProcess) {
    if let bytes = ResourceLimits.privateBytes(of: worker.process), bytes > configuration.memoryLimitBytes / 2 {
      end(worker)
    }
  }

  /// Kills a worker; its job fails so.
  func discard(_ worker: WorkerProcess, _ failure: JobFailure) throws {
    end(worker)
    try giveUp(worker, failure)
  }

  /// The worker's output has ended: its process has, or is about to.
  func workerEnded(_ worker: WorkerProcess) throws {
    let ended = worker.waitForEnd(seconds: 1)
    if ended == nil {
      end(worker)
    } else {
      remove(worker)
    }
    if ended == .killed(signal: SIGTERM), let interruption {
      // Whoever stops a whole process group reaches this process too, but perhaps a moment later.
      Descriptor.waitReadable(interruption.descriptor, milliseconds: 100)
    }
    try giveUp(worker, .died(ended ?? .killed(signal: SIGKILL)))
  }

  private func giveUp(_ worker: WorkerProcess, _ failure: JobFailure) throws {
    if interruption?.isRequested == true { return }
    switch worker.state {
    case .idle: return
    case .working(let job): finish(job, .failed(failure))
    case .starting:
      startFailures += 1
      let end: WorkerEnd = if case .died(let end) = failure { end } else { .killed(signal: SIGKILL) }
      if case .exited = end, !hasStarted { throw BatchError.workerCannotStart(end) }
      guard startFailures >= Self.toleratedStartFailures else { return }
      if workers.isEmpty { throw BatchError.workerCannotStart(end) }
      workerLimit = workers.count
    }
  }

  private func end(_ worker: WorkerProcess) {
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
  func endWorkers() {
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
