import Face
import Foundation
import Testing

@Suite struct ReferenceFaceMovingTests {
  private let reference = ReferenceFace(
    Landmarks(
      (0..<Landmarks.count).map { (index: Int) in
        let (x, y) = (20 + 7 * index % 53, 20 + 11 * index % 59)
        return Point(x: Double(x), y: Double(y))
      }
    )
  )

  /// A turned, larger face somewhere in a picture.
  private var face: Landmarks {
    Landmarks(
      reference.landmarks.points.map {
        Point(x: 300 + 2 * (cos(0.4) * $0.x - sin(0.4) * $0.y), y: 90 + 2 * (sin(0.4) * $0.x + cos(0.4) * $0.y))
      }
    )
  }

  @Test func offsetsChangeByWhatPointsMove() {
    let moved = reference.moved(face, indices: [48, 66], by: [0.25, -0.5, 0, 0.125])
    let changes = zip(reference.offsets(of: moved), reference.offsets(of: face)).map { $0 - $1 }
    var expected = [Float](repeating: 0, count: 136)
    (expected[96], expected[97], expected[133]) = (0.25, -0.5, 0.125)
    for (change, value) in zip(changes, expected) { #expect(abs(change - value) < 1e-5) }
  }

  @Test func nothingMovesUnasked() {
    let moved = reference.moved(face, indices: Landmarks.keyIndices, by: [Float](repeating: 0, count: 84))
    #expect(moved == face)
  }
}
