import Foundation
import Glibc

/// The outcome of one clip handed to a worker.
public enum JobOutcome: Equatable, Sendable {
  /// The payloads returned by the worker's handler, in order.
  case answered([[UInt8]])
  case failed(JobFailure)

  /// The number of bytes held while the outcome waits for its turn.
  var byteCount: Int {
    guard case .answered(let payloads) = self else { return 0 }
    return payloads.reduce(0) { $0 + $1.count }
  }
}

/// Why a worker returned no answer for a clip.
public enum JobFailure: Error, Equatable, Sendable {
  /// The clip exceeded its time limit, in seconds.
  case timedOut(seconds: Double)
  /// The worker process ended.
  case died(WorkerEnd)
  /// The worker exceeded the memory limit; `bytes` is its measured use.
  case exceededMemory(bytes: Int)
  /// The worker sent bytes that are not a protocol message.
  case garbled
}

extension JobFailure: CustomStringConvertible {
  public var description: String {
    switch self {
    case .timedOut(let seconds):
      seconds == seconds.rounded() && seconds < 1e15
        ? "took longer than \(Int(seconds)) s" : "took longer than \(seconds) s"
    case .died(let end): "the worker process \(end)"
    case .exceededMemory(let bytes): "the worker process needed too much memory (\(bytes >> 20) MiB)"
    case .garbled: "the worker process sent a garbled answer"
    }
  }
}

/// An error that ends the whole batch.
public enum BatchError: Error, Equatable {
  /// A required system call failed; `code` is its errno.
  case systemCall(String, code: Int32)
  /// No worker process became ready for a job. With `.exited` the worker has already reported why on standard error.
  case workerCannotStart(WorkerEnd)
}

extension BatchError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .systemCall(let name, let code): "\(name) failed: \(systemMessage(code))"
    case .workerCannotStart(let end): "cannot start a worker process: it \(end)"
    }
  }
}

/// How a worker process ended.
public enum WorkerEnd: Equatable, Sendable {
  case exited(status: Int32)
  case killed(signal: Int32)
  /// The worker was alive but did not answer in time, and was killed.
  case silent(seconds: Double)

  /// Converts a status stored by waitpid(2).
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

/// Returns the system's message for an errno.
func systemMessage(_ code: Int32) -> String {
  String(cString: strerror(code))
}
