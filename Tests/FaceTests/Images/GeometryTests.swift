import Testing

@testable import Face

@Suite("Points, boxes and poses")
struct GeometryTests {
  @Test("Overlap is intersection over union")
  func overlap() {
    let box = FaceBox(x: 0, y: 0, width: 4, height: 4)
    #expect(box.overlap(box) == 1)
    #expect(abs(box.overlap(FaceBox(x: 2, y: 0, width: 4, height: 4)) - 1.0 / 3) < 1e-12)
    #expect(box.overlap(FaceBox(x: 4, y: 0, width: 4, height: 4)) == 0)
  }

  @Test("Rotating the image rotates the pose")
  func pose() {
    let level = HeadPose(x: 0, y: 0, z: 0.1).turned(clockwise: 0.3)
    #expect(abs(level.z - 0.4) < 1e-12 && abs(level.x) < 1e-12 && abs(level.y) < 1e-12)
    // Nose down, in an image rotated clockwise by a right angle: the nose points to the image's left.
    let side = HeadPose(x: 0.5, y: 0, z: 0).turned(clockwise: .pi / 2)
    #expect(abs(side.y - 0.5) < 1e-9 && abs(side.x) < 1e-9)
    let there = HeadPose(x: 0.2, y: -0.3, z: 0.1)
    let back = there.turned(clockwise: 0.7).turned(clockwise: -0.7)
    #expect(abs(there.x - back.x) < 1e-12 && abs(there.y - back.y) < 1e-12 && abs(there.z - back.z) < 1e-12)
  }
}
