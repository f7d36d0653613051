import Batch
import Logging
import System

/// The program's exit status, on which scripts rely.
public enum ExitStatus: Error, Equatable, Sendable {
  case success
  /// A clip failed, or no clip was found.
  case someFailed
  /// No clip could be started.
  case notStarted
  /// A signal stopped the program.
  case stopped(signal: Int32)

  /// The code that the shell sees.
  public var code: Int32 {
    switch self {
    case .success: 0
    case .someFailed: 1
    case .notStarted: 2
    case .stopped(let signal): 128 + signal
    }
  }

  /// The status after a request to stop.
  static var interrupted: ExitStatus { .stopped(signal: Interruption.process.signal ?? 0) }

  /// Runs work without which nothing can be started or written. Reports an error to the user and throws `notStarted`;
  /// `ExitStatus` and `UsageError` pass through.
  public static func unlessStarted<Result>(_ logger: Logger, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let status as ExitStatus {
      throw status
    } catch let error as UsageError {
      throw error
    } catch OutputError.closed {
      // The reader has seen enough, as `head` does.
      throw ExitStatus.success
    } catch BatchError.workerCannotStart(.exited(status: ExitStatus.notStarted.code)) {
      // The worker has already reported why.
      throw ExitStatus.notStarted
    } catch {
      logger.error("\(error)")
      throw ExitStatus.notStarted
    }
  }
}

/// How a batch ended.
enum BatchEnd {
  case finished
  /// No clip was found, or an input was a directory without media or was unreadable.
  case incomplete
  case interrupted

  /// Returns the program's status. A signal that arrives during the last write counts too.
  func status(failed: Bool) -> ExitStatus {
    if Interruption.process.isRequested { return .interrupted }
    return failed || self == .incomplete ? .someFailed : .success
  }
}

/// An error in the command line that its parser does not detect.
public struct UsageError: Error, Equatable, CustomStringConvertible {
  public let description: String

  public init(_ description: String) {
    self.description = description
  }

  /// Throws if the output is one of the inputs, which writing would destroy.
  ///
  /// - Parameter option: The option that names the output.
  public static func check(output: ClipPath?, inputs: [ClipPath], option: String) throws(UsageError) {
    guard let output else { return }
    if output.bytes.isEmpty { throw UsageError("\(option) takes a file") }
    if inputs.contains(where: { $0.isSameFile(as: output) }) {
      throw UsageError("\(option) would overwrite an input file")
    }
  }
}
