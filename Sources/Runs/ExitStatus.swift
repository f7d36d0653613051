import Batch
import Logging
import System

/// How the program ends: the statuses that scripts rely on.
public enum ExitStatus: Error, Equatable, Sendable {
  case success
  /// A clip failed, or none was found.
  case someFailed
  /// No clip could be started.
  case notStarted
  /// A signal has stopped the program.
  case stopped(signal: Int32)

  /// As a shell has it.
  public var code: Int32 {
    switch self {
    case .success: 0
    case .someFailed: 1
    case .notStarted: 2
    case .stopped(let signal): 128 + signal
    }
  }

  /// After a request to stop.
  static var interrupted: ExitStatus { .stopped(signal: Interruption.process.signal ?? 0) }

  /// Runs what must succeed for anything to be started or written; what it throws is told to the user, with
  /// `notStarted`. Throws `ExitStatus` and `UsageError`.
  public static func unlessStarted<Result>(_ logger: Logger, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let status as ExitStatus {
      throw status
    } catch let error as UsageError {
      throw error
    } catch OutputError.closed {
      // Whoever read the output has what it wanted, as `head` does.
      throw ExitStatus.success
    } catch BatchError.workerCannotStart(.exited(status: ExitStatus.notStarted.code)) {
      // The worker has said why.
      throw ExitStatus.notStarted
    } catch {
      logger.error("\(error)")
      throw ExitStatus.notStarted
    }
  }
}

/// How the work on all clips ended.
enum BatchEnd {
  case finished
  /// No clip was found, or an input was a directory without media or could not be listed.
  case incomplete
  case interrupted

  /// The program's status. A signal counts also when it came while the last clip was written.
  func status(failed: Bool) -> ExitStatus {
    if Interruption.process.isRequested { return .interrupted }
    return failed || self == .incomplete ? .someFailed : .success
  }
}

/// What is wrong with the words of a command line, beyond what its parser finds.
public struct UsageError: Error, Equatable, CustomStringConvertible {
  public let description: String

  public init(_ description: String) {
    self.description = description
  }

  /// Throws when the file to write is one of those to read, which it would destroy.
  ///
  /// - Parameter option: the one that names the file to write.
  public static func check(output: ClipPath?, inputs: [ClipPath], option: String) throws(UsageError) {
    guard let output else { return }
    if output.bytes.isEmpty { throw UsageError("\(option) takes a file") }
    if inputs.contains(where: { $0.isSameFile(as: output) }) {
      throw UsageError("\(option) names one of the files to read")
    }
  }
}
