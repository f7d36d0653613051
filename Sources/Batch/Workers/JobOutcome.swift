import Foundation
import Glibc

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

/// What ends a whole batch.
public enum BatchError: Error, Equatable {
  /// A system call that the batch cannot do without failed; `code` is its errno.
  case systemCall(String, code: Int32)
  /// No worker process came as far as taking a job. With `.exited` the worker has said why on standard error.
  case workerCannotStart(WorkerEnd)
}

extension BatchError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .systemCall(let name, let code): "\(name) failed: \(systemMessage(code))"
    case .workerCannotStart(let end): "a worker process could not start: it \(end)"
    }
  }
}

/// How a worker process ended.
public enum WorkerEnd: Equatable, Sendable {
  case exited(status: Int32)
  case killed(signal: Int32)
  /// It lived, but had nothing to say for too long and was killed.
  case silent(seconds: Double)

  /// From what waitpid(2) stored.
  init(waitStatus: Int32) {
    let signal = waitStatus & 0x7f
    self = signal == 0 ? .exited(status: (waitStatus >> 8) & 0xff) : .killed(signal: signal)
  }
}

extension WorkerEnd: CustomStringConvertible {
  public var description: String {
    switch self {
    case .exited(let status): "exited with status \(status)"
    case .killed(let signal): "was ended by signal \(signal) (\(String(cString: strsignal(signal))))"
    case .silent(let seconds): "did not answer within \(seconds) s"
    }
  }
}

/// The system's words for an errno.
func systemMessage(_ code: Int32) -> String {
  String(cString: strerror(code))
}
