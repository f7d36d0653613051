import Logging
import System

/// What a run has written where, reported at its end.
struct WrittenFiles {
  private var parts: [String] = []

  /// Notes `count` things in a file or folder; none are not worth a word, nor is what went to a terminal, a pipe or a
  /// device.
  mutating func add(_ count: Int, _ noun: String, to path: ClipPath?) {
    add(count == 1 ? "1 \(noun)" : "\(count) \(noun)s", to: count > 0 ? path : nil)
  }

  mutating func add(_ text: String, to path: ClipPath?) {
    guard let path, FileStatus(of: path).map({ $0.isRegular || $0.kind == .directory }) ?? false else { return }
    add("\(text) to \(path)")
  }

  /// Notes what was written, in words that say where.
  mutating func add(_ text: String) {
    parts.append(text)
  }

  /// One line; nil if nothing was written.
  var line: String? { parts.isEmpty ? nil : "wrote \(parts.joined(separator: ", "))" }

  func report(_ logger: Logger) {
    if let line { logger.notice("\(line)") }
  }
}
