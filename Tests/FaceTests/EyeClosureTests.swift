import Testing

@testable import Face

@Suite("Closed eyes")
struct EyeClosureTests {
  /// Whether the eyes are closed, picture by picture at 25 a second.
  private func closed(_ openings: [Double]) -> [Bool] {
    var closure = EyeClosure()
    return openings.enumerated().map { closure.isClosed($1, at: Double($0) / 25) }
  }

  @Test("A blink is seen, in wide eyes and in narrow ones", arguments: [0.34, 0.2])
  func blink(open: Double) {
    let openings = (0..<60).map { (30..<34).contains($0) ? 0.3 * open : open }
    #expect(closed(openings) == (0..<60).map { (30..<34).contains($0) })
  }

  @Test("Eyes that slowly grow narrow are not closed")
  func narrowing() {
    #expect(closed((0..<250).map { 0.3 - 0.0004 * Double($0) }).allSatisfy { !$0 })
  }

  @Test("Who begins with a blink is not known by it")
  func first() {
    #expect(closed([0.05, 0.05, 0.3, 0.3, 0.05]) == [true, true, false, false, true])
  }
}
