import ArgumentParser
import Foundation
import Logging
import System

/// What the user is told besides the results, always on standard error.
struct MessageOptions: ParsableArguments {
  @Flag(name: .customLong("no-progress"), help: "Show no progress.")
  var noProgress = false

  @Flag(name: .shortAndLong, help: "Say nothing but errors.")
  var quiet = false

  @Flag(name: .shortAndLong, help: "Say more about what is done.")
  var verbose = false

  func validate() throws {
    if quiet && verbose { throw ValidationError("--quiet and --verbose contradict each other") }
  }

  /// Progress is drawn on a terminal only.
  var showsProgress: Bool {
    !noProgress && !quiet && isatty(STDERR_FILENO) == 1
  }

  func makeLogger() -> Logger {
    Self.logger(quiet ? .error : verbose ? .debug : .notice)
  }

  /// For processes that have nothing to say but why they cannot work.
  static var errorLogger: Logger { logger(.error) }

  private static func logger(_ level: Logger.Level) -> Logger {
    var logger = Logger(label: "emocli") { _ in PlainLogHandler() }
    logger.logLevel = level
    return logger
  }
}

/// Writes `emocli: message` to standard error; a person reads it, so time and label stay out.
private struct PlainLogHandler: LogHandler {
  var logLevel = Logger.Level.notice
  var metadata: Logger.Metadata = [:]

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    let prefix = event.level >= .error ? "emocli: error: " : event.level == .warning ? "emocli: warning: " : "emocli: "
    // On a terminal the progress may stand there.
    let clearing = isatty(STDERR_FILENO) == 1 ? "\r\u{1b}[K" : ""
    StandardError.write("\(clearing)\(prefix)\(event.message)\n")
  }
}
