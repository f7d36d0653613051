import Foundation
import Testing

@testable import Face

@Suite("Face alignment")
struct ReferenceFaceTests {
  /// The drawn face in the middle of the aligned image, its eyes 40 pixels apart.
  static let reference = Landmarks(
    SyntheticFace.points().map { Point(x: 48 + 40 / 70.0 * $0.x, y: 32 + 40 / 70.0 * $0.y) }
  )

  /// The same face scaled, rotated, shifted and slightly distorted.
  static func face(scale: Double, roll: Double, at center: Point, seed: Int = 3) -> Landmarks {
    Landmarks(
      SyntheticFace.points().enumerated().map { index, point in
        let place = Point(
          x: scale * (point.x + 3 * sin(Double(index * seed))),
          y: scale * (point.y + 3 * cos(Double(index * seed)))
        )
        .rotated(by: roll)
        return Point(x: center.x + place.x, y: center.y + place.y)
      }
    )
  }

  @Test("A rotated, scaled and shifted reference is aligned exactly", arguments: [0, 0.4, -2.8])
  func alignment(roll: Double) {
    let face = Landmarks(
      Self.reference.points.map { point in
        let place = Point(x: 2.5 * point.x, y: 2.5 * point.y).rotated(by: roll)
        return Point(x: place.x + 31, y: place.y - 17)
      }
    )
    let reference = ReferenceFace(Self.reference)
    let crop = reference.crop(face)
    #expect(abs(crop.side - 240) < 1e-9 && abs(crop.roll - roll) < 1e-9)
    let middle = Point(x: 120, y: 120).rotated(by: roll)
    #expect(crop.center.distance(to: Point(x: middle.x + 31, y: middle.y - 17)) < 1e-9)
    #expect(reference.offsets(of: face).allSatisfy { abs($0) < 1e-6 })
  }

  @Test("However much a picture is squeezed, a face is aligned alike", arguments: [(0.7, 0.8), (1.25, 1.35)])
  func squeezed(factors: (Double, Double)) {
    let reference = ReferenceFace(Self.reference)
    let face = Self.face(scale: 1.7, roll: 0, at: Point(x: 200, y: 150))
    func squeezed(_ factor: Double) -> Landmarks { Landmarks(face.points.map { Point(x: factor * $0.x, y: $0.y) }) }
    let (one, other) = (squeezed(factors.0), squeezed(factors.1))
    for (first, second) in zip(reference.offsets(of: one), reference.offsets(of: other)) {
      #expect(abs(first - second) < 0.01)
    }
    let ratio = reference.crop(one).aspect / reference.crop(other).aspect
    #expect(abs(ratio * factors.0 / factors.1 - 1) < 0.01)
  }

  @Test("A face as long or as broad as some are keeps its proportions", arguments: [0.92, 1, 1.08])
  func ownProportions(factor: Double) {
    let face = Landmarks(Self.reference.points.map { Point(x: factor * $0.x, y: $0.y) })
    #expect(ReferenceFace(Self.reference).crop(face).aspect == 1)
  }

  @Test("A picture is believed to be squeezed to 1.6 times its height, or its width, at most")
  func limit() {
    for factor in [0.3, 3] {
      let face = Landmarks(Self.reference.points.map { Point(x: factor * $0.x, y: $0.y) })
      let crop = ReferenceFace(Self.reference).crop(face)
      let aspect = 1.6 / ReferenceFace.ownAspect
      #expect(abs(crop.aspect - (factor < 1 ? aspect : 1 / aspect)) < 1e-9)
      #expect(abs(crop.side * crop.side * crop.aspect / (96 * 96) - factor) < 1e-6)
    }
  }

  @Test("No other size or place brings the rigid points closer")
  func leastSquares() {
    let reference = ReferenceFace(Self.reference)
    let face = Self.face(scale: 1.7, roll: 0.3, at: Point(x: 200, y: 150))
    func error(_ crop: FaceCrop) -> Double {
      ReferenceFace.rigidIndices.reduce(0) { sum, index in
        let place = crop.fromImage(face.points[index])
        let target = Self.reference.points[index]
        let (x, y) = ((place.x + 0.5) * 96 - target.x, (place.y + 0.5) * 96 - target.y)
        return sum + x * x + y * y
      }
    }
    let crop = reference.crop(face)
    for step in [-0.03, 0.03] {
      var others = [crop, crop, crop]
      others[0].side *= 1 + step
      others[1].center.x += 10 * step
      others[2].center.y += 10 * step
      for other in others { #expect(error(other) > error(crop)) }
    }
    let back = crop.toImage(crop.fromImage(Point(x: 12, y: 34)))
    #expect(back.distance(to: Point(x: 12, y: 34)) < 1e-9)
  }
}

@Suite struct ReferenceFaceMovingTests {
  private let reference = ReferenceFace(
    Landmarks(
      (0..<Landmarks.count).map { (index: Int) in
        let (x, y) = (20 + 7 * index % 53, 20 + 11 * index % 59)
        return Point(x: Double(x), y: Double(y))
      }
    )
  )

  /// A rotated, larger face somewhere in an image.
  private var face: Landmarks {
    Landmarks(
      reference.landmarks.points.map {
        Point(x: 300 + 2 * (cos(0.4) * $0.x - sin(0.4) * $0.y), y: 90 + 2 * (sin(0.4) * $0.x + cos(0.4) * $0.y))
      }
    )
  }

  @Test func movedPointsChangeTheirOffsets() {
    let moved = reference.moved(face, indices: [48, 66], by: [0.25, -0.5, 0, 0.125])
    let changes = zip(reference.offsets(of: moved), reference.offsets(of: face)).map { $0 - $1 }
    var expected = [Float](repeating: 0, count: 136)
    (expected[96], expected[97], expected[133]) = (0.25, -0.5, 0.125)
    for (change, value) in zip(changes, expected) { #expect(abs(change - value) < 1e-5) }
  }

  @Test func zeroDisplacementLeavesTheFaceUnchanged() {
    let moved = reference.moved(face, indices: Landmarks.keyIndices, by: [Float](repeating: 0, count: 84))
    #expect(moved == face)
  }
}
