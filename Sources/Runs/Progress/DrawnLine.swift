import Foundation
import System

/// A line on the terminal of standard error that is redrawn in place, at most ten times per second.
struct DrawnLine {
  /// The sequence that clears the line.
  static let clearing = "\r\u{1b}[K"
  static let pause = Duration.milliseconds(100)

  private let columns: () -> Int?
  private let write: (String) -> Void
  private var lastDrawn: ContinuousClock.Instant?
  private var isDrawn = false

  /// - Parameters:
  ///   - columns: The terminal's width, which may change, or nil if unknown.
  ///   - write: Writes to the terminal.
  init(
    columns: @escaping () -> Int? = { Terminal.columns(of: STDERR_FILENO) },
    write: @escaping (String) -> Void = StandardError.write
  ) {
    (self.columns, self.write) = (columns, write)
  }

  /// Draws the line, unless it was drawn less than `pause` ago.
  ///
  /// - Parameter text: Called only if the line is drawn.
  mutating func draw(at now: ContinuousClock.Instant = .now, _ text: () -> String) {
    guard lastDrawn.map({ now - $0 > Self.pause }) ?? true else { return }
    let line = text()
    // A wrapped line could not be cleared.
    let width = columns().map { max(0, $0 - 1) } ?? line.count
    write(Self.clearing + line.prefix(width))
    (lastDrawn, isDrawn) = (now, true)
  }

  /// Clears the line before other output.
  mutating func clear() {
    if isDrawn { write(Self.clearing) }
    isDrawn = false
  }
}
