import Foundation

/// One line on standard error that tells how far the batch is, drawn over itself at most ten times a second.
final class Progress {
  private let isShown: Bool
  private let start = ContinuousClock.now
  private var lastDrawn: ContinuousClock.Instant?
  private var isDrawn = false

  init(isShown: Bool) {
    self.isShown = isShown
  }

  /// - Parameter verb: what is done with the clips, with a space, where that is not all.
  func show(done: Int, failed: Int, verb: String = "") {
    let now = ContinuousClock.now
    guard isShown, lastDrawn.map({ now - $0 > .milliseconds(100) }) ?? true else { return }
    lastDrawn = now
    isDrawn = true
    let seconds = (now - start) / .seconds(1)
    let rate = seconds > 0 ? Double(done) / seconds : 0
    write("\r\u{1b}[K\(verb)\(done) clips, \(failed) failed, \(String(format: "%.1f", rate)) clips/s")
  }

  /// Takes the line away so that something else can be written.
  func clear() {
    if isDrawn { write("\r\u{1b}[K") }
    isDrawn = false
  }

  private func write(_ text: String) {
    StandardError.write(text)
  }
}
