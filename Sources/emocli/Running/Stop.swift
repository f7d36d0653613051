import ArgumentParser
import Batch
import Logging
import System

/// The exit statuses that scripts rely on.
enum Stop {
  /// A clip failed, or none was found.
  static let someFailed = ExitCode(1)
  /// No clip could be started.
  static let notStarted = ExitCode(2)

  /// Runs what must succeed for anything to be started or written; what it throws is told to the user, with status 2.
  static func unlessStarted<Result>(_ logger: Logger, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let code as ExitCode {
      throw code
    } catch OutputError.closed {
      // Whoever read the output has what it wanted, as `head` does.
      throw ExitCode.success
    } catch BatchError.workerCannotStart(.exited(status: notStarted.rawValue)) {
      // The worker has said why.
      throw notStarted
    } catch {
      logger.error("\(error)")
      throw notStarted
    }
  }
}

/// How the work on all clips ended.
enum BatchEnd {
  case finished
  /// No clip was found, or an input was a directory without media or could not be listed.
  case incomplete
  case interrupted

  /// The status of a program that a signal has stopped.
  var exitCode: ExitCode { ExitCode(128 + (Interruption.process.signal ?? 0)) }

  /// Ends the program unless all went well. A signal counts also when it came while the last clip was written.
  func exit(failed: Bool) throws {
    if let signal = Interruption.process.signal { throw ExitCode(128 + signal) }
    if failed || self == .incomplete { throw Stop.someFailed }
  }
}
