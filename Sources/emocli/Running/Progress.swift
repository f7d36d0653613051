import Foundation

/// One line on standard error that tells how far the batch is, drawn over itself at most ten times a second.
final class Progress {
  private let isShown: Bool
  private let start = ContinuousClock.now
  private var lastDrawn: ContinuousClock.Instant?

  init(isShown: Bool) {
    self.isShown = isShown
  }

  func show(done: Int, failed: Int) {
    let now = ContinuousClock.now
    guard isShown, lastDrawn.map({ now - $0 > .milliseconds(100) }) ?? true else { return }
    lastDrawn = now
    let seconds = (now - start) / .seconds(1)
    let rate = seconds > 0 ? Double(done) / seconds : 0
    write("\r\u{1b}[K\(done) clips, \(failed) failed, \(String(format: "%.1f", rate)) clips/s")
  }

  /// Takes the line away so that something else can be written.
  func clear() {
    if lastDrawn != nil { write("\r\u{1b}[K") }
    lastDrawn = nil
  }

  private func write(_ text: String) {
    FileHandle.standardError.write(Data(text.utf8))
  }
}
