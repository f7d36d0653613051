import Foundation
import Logging
import Numerics
import Perception
import System

/// What is reported to the user besides the results, always on standard error.
public struct Messages: Equatable, Sendable {
  public var hidesProgress: Bool
  /// Whether to report errors only.
  public var isQuiet: Bool
  public var isVerbose: Bool

  public init(hidesProgress: Bool = false, isQuiet: Bool = false, isVerbose: Bool = false) {
    (self.hidesProgress, self.isQuiet, self.isVerbose) = (hidesProgress, isQuiet, isVerbose)
  }

  /// Whether to draw progress, which needs a terminal.
  var drawsProgress: Bool { !hidesProgress && !isQuiet && Terminal.isStandardError }

  func makeLogger() -> Logger {
    Self.logger(isQuiet ? .error : isVerbose ? .debug : .notice)
  }

  /// A logger for processes that only report why they cannot work.
  public static var errorLogger: Logger { logger(.error) }

  private static func logger(_ level: Logger.Level) -> Logger {
    var logger = Logger(label: "emocli") { _ in PlainLogHandler() }
    logger.logLevel = level
    return logger
  }
}

extension Logger {
  /// Reports what a run uses, if messages are verbose.
  func describeRun(model: String?, workerCount: Int) {
    let forced = BLAS.isCoreForced ? ", forced by OPENBLAS_CORETYPE" : ""
    let weights = (try? ModelFolder.find()).map { "weights in \($0)" }
    let workers = workerCount == 1 ? "1 worker" : "up to \(workerCount) workers"
    let facts = [model, weights, "OpenBLAS kernels \(BLAS.start())\(forced)", workers].compactMap(\.self)
    debug("\(facts.joined(separator: ", "))")
  }
}

/// Writes `emocli: message` to standard error, without time and label.
private struct PlainLogHandler: LogHandler {
  var logLevel = Logger.Level.notice
  var metadata: Logger.Metadata = [:]

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    let prefix = event.level >= .error ? "emocli: error: " : event.level == .warning ? "emocli: warning: " : "emocli: "
    // Clear the progress line, which may be on the same terminal.
    let clearing = Terminal.isStandardError ? DrawnLine.clearing : ""
    StandardError.write("\(clearing)\(prefix)\(event.message)\n")
  }
}
