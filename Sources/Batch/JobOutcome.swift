/// What became of one clip that was handed to a worker.
public enum JobOutcome: Equatable, Sendable {
  /// The payloads that the worker's handler returned, in its order.
  case answered([[UInt8]])
  case failed(JobFailure)

  /// The bytes held while the outcome waits for its turn.
  var byteCount: Int {
    guard case .answered(let payloads) = self else { return 0 }
    return payloads.reduce(0) { $0 + $1.count }
  }
}

/// Why a worker gave no answer for a clip.
public enum JobFailure: Error, Equatable, Sendable {
  /// The clip's time limit, in seconds, was over.
  case timedOut(seconds: Double)
  /// The worker process ended.
  case died(WorkerEnd)
  /// The memory, in bytes, that the worker was found to have when it was above the limit.
  case outgrewMemory(bytes: Int)
  /// The worker sent something that is no message of the protocol.
  case garbled
}

extension JobFailure: CustomStringConvertible {
  public var description: String {
    switch self {
    case .timedOut(let seconds):
      seconds == seconds.rounded() && seconds < 1e15
        ? "took longer than \(Int(seconds)) s" : "took longer than \(seconds) s"
    case .died(let end): "the worker process \(end)"
    case .outgrewMemory(let bytes): "the worker process needed too much memory (\(bytes >> 20) MiB)"
    case .garbled: "the worker process sent a garbled answer"
    }
  }
}
