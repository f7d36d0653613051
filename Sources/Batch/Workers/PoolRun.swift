import Glibc
import System

/// One run of a worker pool: a loop around poll(2). Use it on one thread only.
final class PoolRun {
  /// A clip taken from the source but not yet assigned to a worker.
  private struct Job {
    let identifier: UInt64
    let path: ClipPath
  }

  private let configuration: WorkerPool.Configuration
  private let interruption: Interruption?
  private let supervisor: WorkerSupervisor
  private var queue: [Job] = []
  private var delivery = OrderedDelivery()
  /// The number of jobs taken from the source, and the next job's identifier.
  private var jobCount: UInt64 = 0
  private var sourceEnded = false
  /// The descriptor that the source is waiting for.
  private var sourceDescriptor: Int32?
  private let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)

  init(_ configuration: WorkerPool.Configuration, _ interruption: Interruption?) {
    self.configuration = configuration
    self.interruption = interruption
    supervisor = WorkerSupervisor(configuration)
  }

  deinit {
    chunk.deallocate()
  }

  var workers: [WorkerProcess] { supervisor.workers }

  func run(
    next: () throws -> InputStep,
    deliver: (ClipPath, JobOutcome) throws -> WorkerPool.Verdict
  ) throws -> WorkerPool.End {
    signal(SIGPIPE, SIG_IGN)
    while true {
      if let signal = interruption?.signal {
        try finishInterrupted(deliver)
        return .interrupted(signal: signal)
      }
      while let entry = delivery.next() {
        if try deliver(entry.path, entry.outcome) == .stop { return .stopped }
      }
      let hasMore = try fill(next)
      if sourceEnded, jobCount == delivery.turn { return .finished }
      for worker in waitForWorkers(milliseconds: hasMore ? 0 : supervisor.pauseMilliseconds) {
        worker.sendMore()
        try receive(from: worker)
      }
      try supervisor.enforceLimits(discarded: failJob)
    }
  }

  /// Ends all workers: idle ones exit by themselves, the others are killed.
  func endWorkers() {
    supervisor.endAll()
  }

  private func finishInterrupted(_ deliver: (ClipPath, JobOutcome) throws -> WorkerPool.Verdict) throws {
    for worker in workers { try receive(from: worker) }
    for worker in workers { kill(worker.process, SIGKILL) }
    for entry in delivery.drain() {
      if try deliver(entry.path, entry.outcome) == .stop { return }
    }
  }

  /// Waits for the source, a worker or an interruption. Returns the workers that can be read from or written to.
  private func waitForWorkers(milliseconds: Int32) -> [WorkerProcess] {
    var entries: [pollfd] = []
    for worker in workers {
      entries.append(pollfd(fd: worker.output, events: Int16(POLLIN), revents: 0))
      entries.append(pollfd(fd: worker.descriptorToSend ?? -1, events: Int16(POLLOUT), revents: 0))
    }
    for descriptor in [sourceDescriptor, interruption?.descriptor] {
      entries.append(pollfd(fd: descriptor ?? -1, events: Int16(POLLIN), revents: 0))
    }
    guard poll(&entries, nfds_t(entries.count), milliseconds) > 0 else { return [] }
    return workers.indices.filter { entries[2 * $0].revents != 0 || entries[2 * $0 + 1].revents != 0 }
      .map { workers[$0] }
  }

  // MARK: Dispatching clips

  /// Takes as many clips from the source as the workers have room for. Returns true if the source may have more right
  /// now.
  func fill(_ next: () throws -> InputStep) throws -> Bool {
    sourceDescriptor = nil
    // Limited, because the source may skip any number of files before it finds a clip.
    for _ in 0..<64 {
      try dispatch()
      guard !sourceEnded, hasRoom else { return false }
      switch try next() {
      case .clip(let path):
        queue.append(Job(identifier: jobCount, path: path))
        jobCount += 1
      case .nothingYet: break
      case .waiting(let descriptor):
        sourceDescriptor = descriptor
        return false
      case .end: sourceEnded = true
      }
    }
    return true
  }

  /// Whether a worker is free for one more clip and its outcome can be held.
  private var hasRoom: Bool {
    guard jobCount - delivery.turn < configuration.lookAhead, delivery.heldBytes < configuration.heldBytesLimit else {
      return false
    }
    let free = workers.count { if case .working = $0.state { false } else { true } }
    return queue.count < free + (supervisor.mayStart ? 1 : 0)
  }

  private func dispatch() throws {
    for worker in workers {
      guard case .idle = worker.state, let job = queue.first else { continue }
      queue.removeFirst()
      worker.state = .working(
        WorkerProcess.RunningJob(
          identifier: job.identifier,
          path: job.path,
          started: monotonicSeconds(),
          limitSeconds: configuration.timeLimit.seconds(clipSeconds: 0)
        )
      )
      worker.send(.job(job.identifier, path: job.path.bytes))
    }
    while supervisor.mayStart,
      queue.count > workers.count(where: { if case .starting = $0.state { true } else { false } })
    {
      try supervisor.start()
    }
  }

  // MARK: Worker messages

  /// Reads once from a worker and handles the messages received.
  private func receive(from worker: WorkerProcess) throws {
    switch Descriptor.read(worker.output, into: chunk) {
    case .wouldBlock: return
    case .end, .failed: try workerEnded(worker)
    case .bytes(let count):
      worker.received.append(UnsafeRawBufferPointer(rebasing: chunk[..<count]))
      do {
        while let message = try worker.received.next() { try act(on: message, from: worker) }
      } catch {
        supervisor.end(worker)
        try failJob(worker, .garbled)
      }
    }
  }

  func act(on message: WorkerMessage, from worker: WorkerProcess) throws(MalformedMessage) {
    switch (message, worker.state) {
    case (.hello(WorkerMessage.version), .starting):
      supervisor.workerStarted(worker)
    case (.duration(let identifier, let seconds), .working(var job)) where identifier == job.identifier:
      guard seconds.isFinite, seconds >= 0 else { return }
      job.limitSeconds = configuration.timeLimit.seconds(clipSeconds: seconds)
      worker.state = .working(job)
    case (.payload(let identifier, let bytes), .working(let job)) where identifier == job.identifier:
      worker.payloads.append(bytes)
    case (.done(let identifier), .working(let job)) where identifier == job.identifier:
      worker.state = .idle
      finish(job, .answered(worker.payloads))
      worker.payloads = []
      supervisor.retireIfGrown(worker)
    default: throw MalformedMessage()
    }
  }

  private func finish(_ job: WorkerProcess.RunningJob, _ outcome: JobOutcome) {
    delivery.insert(OrderedDelivery.Entry(path: job.path, outcome: outcome), job: job.identifier)
  }

  /// Handles the end of a worker's output.
  private func workerEnded(_ worker: WorkerProcess) throws {
    let ended = supervisor.reap(worker)
    if ended == .killed(signal: SIGTERM), let interruption {
      // A signal to the whole process group also reaches this process, but perhaps a moment later.
      Descriptor.waitReadable(interruption.descriptor, milliseconds: 100)
    }
    try failJob(worker, .died(ended ?? .killed(signal: SIGKILL)))
  }

  /// Fails the job of a worker that is gone.
  private func failJob(_ worker: WorkerProcess, _ failure: JobFailure) throws {
    if interruption?.isRequested == true { return }
    switch worker.state {
    case .idle: return
    case .working(let job): finish(job, .failed(failure))
    case .starting: try supervisor.startFailed(failure)
    }
  }
}

/// Holds finished jobs until all earlier ones are finished.
struct OrderedDelivery {
  /// A finished job.
  struct Entry {
    let path: ClipPath
    let outcome: JobOutcome
  }

  private var waiting: [UInt64: Entry] = [:]
  /// The identifier to deliver next. Identifiers count from 0.
  private(set) var turn: UInt64 = 0
  /// The total size of the held outcomes, in bytes.
  private(set) var heldBytes = 0

  mutating func insert(_ entry: Entry, job: UInt64) {
    waiting[job] = entry
    heldBytes += entry.outcome.byteCount
  }

  /// Removes and returns the next entry, or nil if it is not finished.
  mutating func next() -> Entry? {
    guard let entry = waiting.removeValue(forKey: turn) else { return nil }
    turn += 1
    heldBytes -= entry.outcome.byteCount
    return entry
  }

  /// Removes and returns all held entries in order, without those still missing.
  mutating func drain() -> [Entry] {
    let entries = waiting.keys.sorted().compactMap { waiting[$0] }
    waiting.removeAll()
    heldBytes = 0
    return entries
  }
}
