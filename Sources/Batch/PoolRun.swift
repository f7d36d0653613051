import Glibc
import System

/// One run of a worker pool: a loop around poll(2). Only the thread that runs it touches it.
final class PoolRun {
  /// A clip that was taken from the source and has no worker yet.
  struct Job {
    let identifier: UInt64
    let path: ClipPath
  }

  let configuration: WorkerPool.Configuration
  let interruption: Interruption?
  var workers: [WorkerProcess] = []
  /// Killed, and still to be reaped.
  var dying: [WorkerProcess] = []
  var queue: [Job] = []
  var delivery = OrderedDelivery()
  /// Jobs taken from the source so far; the next one's identifier.
  var jobCount: UInt64 = 0
  var sourceEnded = false
  /// What the source waits for.
  var sourceDescriptor: Int32?
  /// At most so many workers; lowered when no more can be started.
  var workerLimit: Int
  /// Some worker has said hello.
  var hasStarted = false
  /// Workers in a row that did not.
  var startFailures = 0
  var lastSupervision = monotonicSeconds()
  var lastMemoryCheck = 0.0
  private let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)

  init(_ configuration: WorkerPool.Configuration, _ interruption: Interruption?) {
    self.configuration = configuration
    self.interruption = interruption
    workerLimit = max(1, configuration.workerCount)
  }

  deinit {
    chunk.deallocate()
  }

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
      for worker in waitForWorkers(milliseconds: hasMore ? 0 : pauseMilliseconds()) {
        worker.sendMore()
        try receive(from: worker)
      }
      try supervise()
    }
  }

  private func finishInterrupted(_ deliver: (ClipPath, JobOutcome) throws -> WorkerPool.Verdict) throws {
    for worker in workers { try receive(from: worker) }
    for worker in workers { kill(worker.process, SIGKILL) }
    for entry in delivery.drain() {
      if try deliver(entry.path, entry.outcome) == .stop { return }
    }
  }

  /// Waits for the source, a worker or an interruption and returns the workers that have something to say or are
  /// ready to be told more.
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

  /// Reads once from a worker and acts on what it says.
  func receive(from worker: WorkerProcess) throws {
    switch Descriptor.read(worker.output, into: chunk) {
    case .nothing: return
    case .end, .failed: try workerEnded(worker)
    case .bytes(let count):
      worker.received.append(UnsafeRawBufferPointer(rebasing: chunk[..<count]))
      do {
        while let message = try worker.received.next() { try act(on: message, from: worker) }
      } catch {
        try discard(worker, .garbled)
      }
    }
  }

  func act(on message: WorkerMessage, from worker: WorkerProcess) throws(MalformedMessage) {
    switch (message, worker.state) {
    case (.hello(WorkerMessage.version), .starting):
      worker.state = .idle
      hasStarted = true
      startFailures = 0
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
      retireIfGrown(worker)
    default: throw MalformedMessage()
    }
  }

  func finish(_ job: WorkerProcess.RunningJob, _ outcome: JobOutcome) {
    delivery.insert(OrderedDelivery.Entry(path: job.path, outcome: outcome), job: job.identifier)
  }
}
