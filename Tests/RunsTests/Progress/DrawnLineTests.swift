import Synchronization
import Testing

@testable import Runs

@Suite struct DrawnLineTests {
  /// A fake terminal that stores its output.
  private final class Screen {
    var written: [String] = []
    var columns: Int? = 20
  }

  private let screen = Screen()
  private var line: DrawnLine

  init() {
    line = DrawnLine(columns: { [screen] in screen.columns }, write: { [screen] in screen.written.append($0) })
  }

  @Test mutating func isCutToTheTerminalWidth() {
    let now = ContinuousClock.now
    let text = "without fold 1, epoch 3 of 100: training loss 1.2345"
    line.draw(at: now) { text }
    #expect(screen.written == ["\r\u{1b}[K" + text.prefix(19)])
    screen.columns = 1
    line.draw(at: now + .seconds(1)) { text }
    #expect(screen.written.last == "\r\u{1b}[K")
    screen.columns = nil
    line.draw(at: now + .seconds(2)) { text }
    #expect(screen.written.last == "\r\u{1b}[K" + text)
  }

  @Test mutating func isDrawnImmediatelyThenTenTimesASecond() {
    let now = ContinuousClock.now
    var textCount = 0
    for hundredth in 0..<100 {
      line.draw(at: now + .milliseconds(10 * hundredth)) {
        textCount += 1
        return "\(hundredth)"
      }
    }
    #expect(screen.written.count == 10 && textCount == 10 && screen.written[0].hasSuffix("K0"))
  }

  @Test mutating func isClearedOnceAndOnlyIfDrawn() {
    line.clear()
    #expect(screen.written.isEmpty)
    line.draw { "text" }
    line.clear()
    line.clear()
    #expect(screen.written.count == 2 && screen.written[1] == DrawnLine.clearing)
  }
}
