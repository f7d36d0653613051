import Foundation
import System

/// One line on the terminal of standard error that is drawn over itself, at most ten times a second.
struct DrawnLine {
  /// Takes what stands on the line away.
  static let clearing = "\r\u{1b}[K"
  static let pause = Duration.milliseconds(100)

  private let columns: () -> Int?
  private let write: (String) -> Void
  private var lastDrawn: ContinuousClock.Instant?
  private var isDrawn = false

  /// - Parameters:
  ///   - columns: the terminal's width, which may change; nil where it does not tell.
  ///   - write: where the line goes.
  init(
    columns: @escaping () -> Int? = { Terminal.columns(of: STDERR_FILENO) },
    write: @escaping (String) -> Void = StandardError.write
  ) {
    (self.columns, self.write) = (columns, write)
  }

  /// Draws the line, unless it was drawn a moment ago.
  ///
  /// - Parameter text: made only when it is drawn.
  mutating func draw(at now: ContinuousClock.Instant = .now, _ text: () -> String) {
    guard lastDrawn.map({ now - $0 > Self.pause }) ?? true else { return }
    let line = text()
    // A line that wraps could not be taken away.
    let width = columns().map { max(0, $0 - 1) } ?? line.count
    write(Self.clearing + line.prefix(width))
    (lastDrawn, isDrawn) = (now, true)
  }

  /// Takes the line away so that something else can be written.
  mutating func clear() {
    if isDrawn { write(Self.clearing) }
    isDrawn = false
  }
}
