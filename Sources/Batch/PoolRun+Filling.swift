/// Taking clips from the source and handing them to workers.
extension PoolRun {
  /// Takes from the source what the workers have room for. True when it may have more right now.
  func fill(_ next: () throws -> InputStep) throws -> Bool {
    sourceDescriptor = nil
    // A limit, because the source may pass over any number of files before it has a clip.
    for _ in 0..<64 {
      try handOut()
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

  /// Whether one more clip would find a worker, and its outcome a place to wait in.
  private var hasRoom: Bool {
    guard jobCount - delivery.turn < configuration.lookAhead, delivery.heldBytes < configuration.heldBytesLimit else {
      return false
    }
    let free = workers.count { if case .working = $0.state { false } else { true } }
    return queue.count < free + (mayStartWorker ? 1 : 0)
  }

  /// The first worker starts alone, so that what keeps all of them from starting is said once.
  private var mayStartWorker: Bool {
    workers.count < workerLimit && (hasStarted || workers.isEmpty)
  }

  private func handOut() throws {
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
    while mayStartWorker, queue.count > workers.count(where: { if case .starting = $0.state { true } else { false } }) {
      do {
        workers.append(
          try WorkerProcess(executable: configuration.executable, arguments: configuration.arguments)
        )
      } catch {
        if workers.isEmpty { throw error }
        workerLimit = workers.count
      }
    }
  }
}
