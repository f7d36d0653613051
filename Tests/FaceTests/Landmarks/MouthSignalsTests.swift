import Foundation
import TestSupport
import Testing

@testable import Face

@Suite("Mouth shape and movement")
struct MouthSignalsTests {
  @Test("Shape equals the recipe's", arguments: ["full", "sparse"])
  func parity(name: String) throws {
    let vectors = try Vectors.open("speaking-face")
    let expected = try vectors.rows("\(name).shape")
    let values = try vectors.floats("\(name).landmarks", shape: [expected.rows, Landmarks.count, 2])
    let frames = (0..<expected.rows).map { frame in
      Landmarks(
        (0..<Landmarks.count).map { point in
          let index = 2 * (frame * Landmarks.count + point)
          return Point(x: Double(values[index]), y: Double(values[index + 1]))
        }
      )
    }
    #expect(MouthShape.signal(frames).maxDifference(to: expected) < 1e-4)
  }

  @Test("Shape does not change when the face is moved, rotated or scaled")
  func similarity() {
    let points = (0..<Landmarks.count).map { Point(x: 10 * sin(Double($0)), y: 12 * cos(1.7 * Double($0))) }
    let turned = points.map { point in
      Point(
        x: 3 * (cos(0.3) * point.x - sin(0.3) * point.y) + 40,
        y: 3 * (sin(0.3) * point.x + cos(0.3) * point.y) - 7
      )
    }
    let signal = MouthShape.signal([Landmarks(points), Landmarks(turned)])
    for column in 0..<MouthShape.columns { #expect(abs(signal[0, column] - signal[1, column]) < 1e-5) }
    #expect(Set(signal.row(0)).count == MouthShape.columns)
  }

  @Test("An opening mouth is movement; a moving head is not")
  func movement() {
    let still = MouthMovement.signal([(0, LandmarksTests.face()), (0.1, LandmarksTests.face(shift: 50))])
    #expect(still.values.allSatisfy { $0.isFinite } && abs(still[1, 1]) < 1e-6)
    let opening = MouthMovement.signal([(0, LandmarksTests.face(mouth: 0)), (0.1, LandmarksTests.face(mouth: 20))])
    #expect(opening[0, 0] == 0 && abs(opening[1, 0] - 0.2) < 1e-6)
    // Three of twenty points move 0.2 interocular distances in 0.1 s.
    #expect(abs(opening[1, 1] - 0.3) < 1e-6 && opening[0, 1] == opening[1, 1])
    #expect(MouthMovement.signal([]).rows == 0)
  }
}
