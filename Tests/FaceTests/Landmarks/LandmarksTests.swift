import Testing

@testable import Face

@Suite("Measures of landmarks")
struct LandmarkMeasureTests {
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

  @Test("Openings are in units of the eye and of the face")
  func openings() {
    let face = Self.face()
    #expect(face.interocularDistance == 100 && face.roll == 0)
    #expect(abs(face.eyeOpening - 10.0 / 30) < 1e-12 && abs(face.mouthOpening - 0.2) < 1e-12)
  }

  @Test("A mouth that opens moves; a head that wanders does not")
  func movement() {
    let still = MouthMovement.signal([(0, Self.face()), (0.1, Self.face(shift: 50))])
    #expect(still.values.allSatisfy { $0.isFinite } && abs(still[1, 1]) < 1e-6)
    let opening = MouthMovement.signal([(0, Self.face(mouth: 0)), (0.1, Self.face(mouth: 20))])
    #expect(opening[0, 0] == 0 && abs(opening[1, 0] - 0.2) < 1e-6)
    // Three of twenty points move 0.2 eye distances in 0.1 s.
    #expect(abs(opening[1, 1] - 0.3) < 1e-6 && opening[0, 1] == opening[1, 1])
    #expect(MouthMovement.signal([]).rows == 0)
  }

  @Test("A turned picture turns the pose with it")
  func pose() {
    let level = HeadPose(x: 0, y: 0, z: 0.1).turned(clockwise: 0.3)
    #expect(abs(level.z - 0.4) < 1e-12 && abs(level.x) < 1e-12 && abs(level.y) < 1e-12)
    // Nose down, in a picture turned by a right angle clockwise: the nose points to the picture's left.
    let side = HeadPose(x: 0.5, y: 0, z: 0).turned(clockwise: .pi / 2)
    #expect(abs(side.y - 0.5) < 1e-9 && abs(side.x) < 1e-9)
    let there = HeadPose(x: 0.2, y: -0.3, z: 0.1)
    let back = there.turned(clockwise: 0.7).turned(clockwise: -0.7)
    #expect(abs(there.x - back.x) < 1e-12 && abs(there.y - back.y) < 1e-12 && abs(there.z - back.z) < 1e-12)
  }
}

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
