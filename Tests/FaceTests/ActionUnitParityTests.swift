import Numerics
import TestSupport
import Testing

@testable import Face

/// Held against the recipe's plain computation on the weights as shipped (`Recipes/units/parity.py`).
@Suite("The reader of action units equals the recipe's")
struct ActionUnitParityTests {
  private let reader: ActionUnitReader
  private let vectors: SafeTensors
  private let landmarks: Landmarks
  private let luma: Picture

  init() throws {
    reader = try ActionUnitReader(weights: Vectors.model("action-units"))
    vectors = try Vectors.open("action-units")
    let points = try vectors.rows("points")
    landmarks = Landmarks((0..<points.rows).map { Point(x: Double(points[$0, 0]), y: Double(points[$0, 1])) })
    let values = try vectors.rows("luma")
    luma = Picture(width: values.columns, height: values.rows, channels: 1, values: values)
  }

  private func isNear(_ values: [Float], _ name: String, _ tolerance: Float = 1e-4) throws -> Bool {
    let expected = try vectors.rows(name).values
    return values.count == expected.count && zip(values, expected).allSatisfy { abs($0 - $1) < tolerance }
  }

  @Test func alignment() throws {
    let crop = reader.reference.crop(landmarks)
    #expect(try isNear([crop.center.x, crop.center.y, crop.side, crop.roll].map { Float($0) }, "crop"))
    let face = luma.sample(crop.grid(size: ReferenceFace.side), rows: ReferenceFace.side, columns: ReferenceFace.side)
    #expect(try isNear(face.values, "face", 1e-3))
    #expect(try isNear(OrientedGradients.features(of: face).values, "gradients"))
    #expect(try isNear(reader.reference.offsets(of: landmarks), "offsets"))
  }

  @Test func units() throws {
    let units = reader(landmarks, of: luma)
    #expect(try isNear(ActionUnit.allCases.map { units[$0] }, "units"))
    for half in ActionUnits.Half.allCases {
      let expected = try vectors.rows(half.isLeft ? "picture.right" : "picture.left").values[half.unit.place]
      #expect(abs(units[half] - expected) < 1e-4, "\(half)")
    }
    #expect(abs((units[.lipCornerLeft] + units[.lipCornerRight]) / 2 - units[.au12]) < 1e-4, "symmetric weights")
    #expect(abs((units[.dimpleLeft] + units[.dimpleRight]) / 2 - units[.au14]) < 1e-4)
  }
}
