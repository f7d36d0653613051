import Numerics
import TestSupport
import Testing

@testable import Face

@Suite("Face detector")
struct FaceDetectorTests {
  @Test("Non-maximum suppression keeps the most confident box of each face, most confident face first")
  func suppression() {
    func face(_ x: Double, _ confidence: Double) -> DetectedFace {
      DetectedFace(box: FaceBox(x: x, y: 0, width: 10, height: 10), confidence: confidence)
    }
    let kept = FaceDetector.nonMaximumSuppression([face(0, 0.6), face(1, 0.9), face(30, 0.7), face(2, 0.8)])
    #expect(kept == [face(1, 0.9), face(30, 0.7)])
  }

  /// Compared with PyTorch on the shipped weights (`Recipes/face/parity.py`).
  @Test("Outputs equal PyTorch's")
  func parity() throws {
    let network = try FaceDetector(weights: Vectors.model("face-detector"))
    let vectors = try Vectors.open("face-detector")
    let shape = try #require(vectors.entries["picture"]).shape
    let stored = try vectors.floats("picture", shape: shape)
    let image = Image(
      width: shape[1],
      height: shape[0],
      channels: 3,
      values: Matrix(rows: shape[0], columns: 3 * shape[1], values: stored)
    )
    let whole = FaceBox(x: 0, y: 0, width: Double(image.width), height: Double(image.height))
    let input = network.input(image, whole, width: image.width, height: image.height)
    #expect(input.width == 96 && input.height == 64)
    let maps = network.maps(input)
    for (index, name) in ["stage2", "stage3", "stage4"].enumerated() {
      #expect(maps[index].cells.maxDifference(to: try vectors.rows(name)) < 1e-4, "\(name)")
    }
    for (head, stride) in zip(network.outputs(input), [8, 16, 32]) {
      #expect(head.output.maxDifference(to: try vectors.rows("head\(stride)")) < 1e-4, "stride \(stride)")
    }
  }
}
