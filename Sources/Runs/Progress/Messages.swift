import Foundation
import Logging
import System

/// What the user is told besides the results, always on standard error.
public struct Messages: Equatable, Sendable {
  public var hidesProgress: Bool
  /// Nothing but errors.
  public var isQuiet: Bool
  public var isVerbose: Bool

  public init(hidesProgress: Bool = false, isQuiet: Bool = false, isVerbose: Bool = false) {
    (self.hidesProgress, self.isQuiet, self.isVerbose) = (hidesProgress, isQuiet, isVerbose)
  }

  /// Progress is drawn on a terminal only.
  var drawsProgress: Bool { !hidesProgress && !isQuiet && Terminal.isStandardError }

  func makeLogger() -> Logger {
    Self.logger(isQuiet ? .error : isVerbose ? .debug : .notice)
  }

  /// For processes that have nothing to say but why they cannot work.
  public static var errorLogger: Logger { logger(.error) }

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
    let clearing = Terminal.isStandardError ? DrawnLine.clearing : ""
    StandardError.write("\(clearing)\(prefix)\(event.message)\n")
  }
}
