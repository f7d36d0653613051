import Logging
import Synchronization

/// Stores the messages logged during a test.
final class MessageRecorder: Sendable {
  private let texts = Mutex<[String]>([])

  var all: [String] { texts.withLock(\.self) }

  var logger: Logger {
    var logger = Logger(label: "test") { [self] _ in Handler(recorder: self) }
    logger.logLevel = .debug
    return logger
  }

  private func add(_ text: String) {
    texts.withLock { $0.append(text) }
  }

  private struct Handler: LogHandler {
    let recorder: MessageRecorder
    var logLevel = Logger.Level.debug
    var metadata: Logger.Metadata = [:]

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
      recorder.add("\(event.level): \(event.message)")
    }
  }
}
