import Testing

@testable import Face

@Suite("Landmark measures")
struct LandmarksTests {
  /// A face whose eye corners are 100 apart, with lids 2·`lids` and inner lips `mouth` apart.
  static func face(lids: Double = 5, mouth: Double = 20, shift: Double = 0) -> Landmarks {
    var points = [Point](repeating: Point(x: shift, y: 0), count: Landmarks.count)
    for (first, left) in [(36, -50.0), (42, 20.0)] {
      points[first] = Point(x: left + shift, y: 0)
      points[first + 1] = Point(x: left + 10 + shift, y: -lids)
      points[first + 2] = Point(x: left + 20 + shift, y: -lids)
      points[first + 3] = Point(x: left + 30 + shift, y: 0)
      points[first + 4] = Point(x: left + 20 + shift, y: lids)
      points[first + 5] = Point(x: left + 10 + shift, y: lids)
    }
    for (upper, lower) in [(61, 67), (62, 66), (63, 65)] {
      points[upper] = Point(x: shift, y: 60)
      points[lower] = Point(x: shift, y: 60 + mouth)
    }
    return Landmarks(points)
  }

  @Test("Openings are relative to the eye and to the face")
  func openings() {
    let face = Self.face()
    #expect(face.interocularDistance == 100 && face.roll == 0)
    #expect(abs(face.eyeOpening - 10.0 / 30) < 1e-12 && abs(face.mouthOpening - 0.2) < 1e-12)
  }

  @Test("Mirroring twice is the identity; the 42 key points exclude the jaw")
  func orders() {
    let order = Landmarks.mirroredOrder
    #expect(order.count == 68 && order.indices.allSatisfy { order[order[$0]] == $0 })
    #expect(order[36] == 45 && order[48] == 54 && order[60] == 64 && order[8] == 8)
    #expect(Landmarks.keyIndices.count == 42 && Set(Landmarks.keyIndices).count == 42)
    #expect(Landmarks.keyIndices.allSatisfy { $0 > 16 })
  }
}

@Suite("Eye closure")
struct EyeClosureTests {
  /// Whether the eyes are closed in each frame, at 25 frames per second.
  private func closed(_ openings: [Double]) -> [Bool] {
    var closure = EyeClosure()
    return openings.enumerated().map { closure.isClosed($1, at: Double($0) / 25) }
  }

  @Test("Detects a blink of wide and of narrow eyes", arguments: [0.34, 0.2])
  func blink(open: Double) {
    let openings = (0..<60).map { (30..<34).contains($0) ? 0.3 * open : open }
    #expect(closed(openings) == (0..<60).map { (30..<34).contains($0) })
  }

  @Test("Slowly narrowing eyes are not closed")
  func narrowing() {
    #expect(closed((0..<250).map { 0.3 - 0.0004 * Double($0) }).allSatisfy { !$0 })
  }

  @Test("A clip that starts with a blink does not set the open level")
  func first() {
    #expect(closed([0.05, 0.05, 0.3, 0.3, 0.05]) == [true, true, false, false, true])
  }
}
