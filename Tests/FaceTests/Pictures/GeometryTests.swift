import Testing

@testable import Face

@Suite("Boxes of faces")
struct FaceBoxTests {
  @Test("Overlap is shared over joint area")
  func overlap() {
    let box = FaceBox(x: 0, y: 0, width: 4, height: 4)
    #expect(box.overlap(box) == 1)
    #expect(abs(box.overlap(FaceBox(x: 2, y: 0, width: 4, height: 4)) - 1.0 / 3) < 1e-12)
    #expect(box.overlap(FaceBox(x: 4, y: 0, width: 4, height: 4)) == 0)
  }

  @Test("Of boxes of one face the surest stays, the surest of all comes first")
  func doubles() {
    func face(_ x: Double, _ confidence: Double) -> DetectedFace {
      DetectedFace(box: FaceBox(x: x, y: 0, width: 10, height: 10), confidence: confidence)
    }
    let kept = FaceDetector.withoutDoubles([face(0, 0.6), face(1, 0.9), face(30, 0.7), face(2, 0.8)])
    #expect(kept == [face(1, 0.9), face(30, 0.7)])
  }
}
