import Foundation
import Testing

@testable import Face

@Suite("Proportions of a face")
struct FaceProportionsTests {
  private let face: DegradedFace

  init() throws {
    face = try .plain()
  }

  private func stretch(_ width: Double, yaw: Double = 0, rolled roll: Double = 0, scale: Double = 1) -> Double? {
    let points = face.landmarks.points.map { Point(x: scale * width * $0.x, y: scale * $0.y).rotated(by: roll) }
    return FaceProportions(of: Landmarks(points), pose: HeadPose(x: face.pose.x, y: yaw, z: roll)).stretch
  }

  @Test("A real face lies within the limits; squeezed or stretched points lie beyond them")
  func limits() throws {
    let limits = FaceProportions.limits
    #expect(limits.contains(try #require(stretch(1))))
    #expect(try #require(stretch(0.7)) < limits.lowerBound)
    #expect(try #require(stretch(1.5)) > limits.upperBound)
  }

  @Test("Size and position do not matter, nor that the face lies on a side; yaw and tilt leave it open")
  func invariance() throws {
    let plain = try #require(stretch(1))
    #expect(abs(try #require(stretch(1, scale: 3)) - plain) < 1e-9)
    #expect(abs(try #require(stretch(1, rolled: .pi / 2)) - plain) < 1e-9)
    #expect(stretch(1, yaw: 0.3) == nil && stretch(1, yaw: -0.3) == nil && stretch(1, rolled: 0.5) == nil)
  }

  @Test("The median of the frames with a frontal face decides, if they are a quarter")
  func median() {
    func isSqueezed(_ stretches: [Double?]) -> Bool {
      var counts = ProportionCounts()
      for stretch in stretches { counts.add(stretch) }
      return counts.isSqueezed(of: stretches.count)
    }
    #expect(isSqueezed([-0.3]) && isSqueezed([0.3]) && !isSqueezed([0]) && !isSqueezed([nil]) && !isSqueezed([]))
    #expect(isSqueezed([-0.3, -0.3, 0]) && !isSqueezed([-0.3, 0]) && !isSqueezed([-0.3, 0.3, 0]))
    #expect(isSqueezed([-0.3, nil, nil, nil]) && !isSqueezed([-0.3, nil, nil, nil, nil]))
  }
}
