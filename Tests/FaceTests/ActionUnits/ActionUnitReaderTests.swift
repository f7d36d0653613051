import Foundation
import Numerics
import TestSupport
import Testing

@testable import Face

@Suite("Action unit reader")
struct ActionUnitReaderTests {
  private static let units = ActionUnit.allCases.count

  /// Synthetic weights; symmetric ones are the same for a face and its mirror image.
  static func weights(isSymmetric: Bool = true, coverBias: [Float] = [-9, -9, -9]) throws -> SafeTensors {
    func wave(_ count: Int, _ seed: Double) -> [Float] { (0..<count).map { Float(sin(seed * Double($0 + 1) * 0.731)) } }
    func row(_ values: ArraySlice<Float>, _ halves: FaceHalves) -> [Float] {
      let values = Array(values)
      guard isSymmetric else { return values }
      return values.indices.map { (values[$0] + halves.sign($0) * values[halves.mirroredOrder[$0]]) / 2 }
    }
    func rows(_ width: Int, _ scale: Float, _ halves: FaceHalves) -> [Float] {
      let all = wave(units * width, 1.37)
      return (0..<units).flatMap { row(all[$0 * width..<($0 + 1) * width], halves) }.map { $0 * scale }
    }
    let cover = wave(3 * OrientedGradients.count, 0.61).map { $0 / 1000 }
    return try TensorFile.make([
      ("appearance.weight", [units, OrientedGradients.count], rows(OrientedGradients.count, 0.05, .gradients)),
      ("bias", [units], wave(units, 2.1)),
      ("cover.appearance.weight", [3, OrientedGradients.count], cover),
      ("cover.bias", [3], coverBias),
      ("cover.geometry.weight", [3, 136], [Float](repeating: 0, count: 3 * 136)),
      ("geometry.weight", [units, 136], rows(136, 0.5, .offsets)),
      ("neutral.mean", [units], wave(units, 0.4)),
      ("neutral.spread", [units], wave(units, 0.9).map(abs)),
      ("reference", [68, 2], ReferenceFaceTests.reference.points.flatMap { [Float($0.x), Float($0.y)] }),
    ])
  }

  private static func gradients(seed: UInt64) -> Matrix {
    OrientedGradients.features(of: OrientedGradientsTests.frame(seed: seed))
  }

  @Test("The layer weights gradients and offsets, and adds the bias")
  func layer() throws {
    let file = try Self.weights(isSymmetric: false)
    let reader = try ActionUnitReader(weights: file)
    let gradients = Self.gradients(seed: 5)
    let offsets = (0..<136).map { Float(sin(Double($0))) }
    let units = reader(AlignedFaceFeatures(gradients: gradients, offsets: offsets))
    let (appearance, geometry) = (try file.rows("appearance.weight"), try file.rows("geometry.weight"))
    let bias = try file.floats("bias", shape: [Self.units])
    for unit in 0..<Self.units {
      let sum =
        zip(appearance.row(unit), gradients.elements).reduce(Double(bias[unit])) { $0 + Double($1.0 * $1.1) }
        + zip(geometry.row(unit), offsets).reduce(0) { $0 + Double($1.0 * $1.1) }
      #expect(abs(Double(units.values[unit]) - sum) < 1e-4)
      #expect(units[ActionUnit.allCases[unit]] == units.values[unit])
    }
  }

  @Test("The halves read as a face made of one half and its mirror image", arguments: [true, false])
  func halves(isSymmetric: Bool) throws {
    let reader = try ActionUnitReader(weights: Self.weights(isSymmetric: isSymmetric))
    let gradients = Self.gradients(seed: 6)
    let offsets = (0..<136).map { Float(cos(3 * Double($0))) }
    let units = reader(AlignedFaceFeatures(gradients: gradients, offsets: offsets))
    for half in ActionUnits.Half.allCases {
      let joined = AlignedFaceFeatures(
        gradients: Self.joined(gradients, keepsRight: half.isLeft),
        offsets: Self.joined(offsets, keepsRight: half.isLeft)
      )
      let whole = reader(joined)
      #expect(abs(units[half] - whole[half.unit]) < 1e-4, "\(half)")
    }
    #expect(abs(units[.lipCornerLeft] - units[.lipCornerRight]) > 0.1)
    guard isSymmetric else { return }
    #expect(abs((units[.lipCornerLeft] + units[.lipCornerRight]) / 2 - units[.au12]) < 1e-4)
    #expect(abs((units[.dimpleLeft] + units[.dimpleRight]) / 2 - units[.au14]) < 1e-4)
  }

  /// Features (12 · 12, 31) that keep columns 6–11, or 0–5, and replace the others by their mirror image.
  private static func joined(_ gradients: Matrix, keepsRight: Bool) -> Matrix {
    let signed = (0..<18).map { (27 - $0) % 18 }
    let order = signed + (0..<9).map { 18 + (9 - $0) % 9 } + [29, 30, 27, 28]
    let result = Matrix(rows: gradients.rows, columns: gradients.columns)
    for row in 0..<12 {
      for column in 0..<12 {
        let isKept = (column >= 6) == keepsRight
        let source = gradients.row(row * 12 + (isKept ? column : 11 - column))
        for feature in 0..<31 { result[row * 12 + column, feature] = source[isKept ? feature : order[feature]] }
      }
    }
    return result
  }

  private static func joined(_ offsets: [Float], keepsRight: Bool) -> [Float] {
    let points = ReferenceFaceTests.reference.points
    return Landmarks.mirroredOrder.indices.flatMap { index -> [Float] in
      let other = Landmarks.mirroredOrder[index]
      if other == index { return [0, offsets[2 * index + 1]] }
      let isKept = (points[index].x > 48) == keepsRight
      return isKept ? [offsets[2 * index], offsets[2 * index + 1]] : [-offsets[2 * other], offsets[2 * other + 1]]
    }
  }

  @Test("A mirrored image gives the same units, with left and right swapped")
  func mirror() throws {
    let reader = try ActionUnitReader(weights: Self.weights())
    let width = 96.0
    let face = ReferenceFaceTests.face(scale: 0.4, roll: 0.2, at: Point(x: 50, y: 40))
    let mirrored = Landmarks(
      Landmarks.mirroredOrder.map { Point(x: width - face.points[$0].x, y: face.points[$0].y) }
    )
    func frame(_ values: Matrix) -> Image { Image(width: 96, height: 96, channels: 1, values: values) }
    let values = OrientedGradientsTests.frame(seed: 7)
    func read(_ face: Landmarks, _ values: Matrix) -> ActionUnits {
      reader(AlignedFaceFeatures(face, of: frame(values), on: reader.reference))
    }
    let units = read(face, values)
    let other = read(mirrored, OrientedGradientsTests.mirrored(values))
    for unit in ActionUnit.allCases { #expect(abs(units[unit] - other[unit]) < 2e-3, "\(unit)") }
    #expect(abs(units[.lipCornerLeft] - other[.lipCornerRight]) < 2e-3)
    #expect(abs(units[.dimpleRight] - other[.dimpleLeft]) < 2e-3)
  }

  @Test("Units in a hidden region read as on a neutral face, the others as they are")
  func hidden() throws {
    let features = AlignedFaceFeatures(gradients: Self.gradients(seed: 8), offsets: [Float](repeating: 0, count: 136))
    let seen = try ActionUnitReader(weights: Self.weights())(features)
    let reader = try ActionUnitReader(weights: Self.weights(coverBias: [9, -9, -9]))
    let units = reader(features)
    #expect(units.isHidden(.brows) && !units.isHidden(.eyes) && !units.isHidden(.mouth))
    for unit in ActionUnit.allCases {
      let isHidden = [.au01, .au02, .au04].contains(unit)
      #expect(units[unit] == (isHidden ? reader.neutral.mean[unit.index] : seen[unit]), "\(unit)")
    }
  }

  @Test("Rejects weights of another shape")
  func shapes() throws {
    #expect(throws: SafeTensorsError.self) { try ActionUnitReader(weights: Vectors.model("expression")) }
    #expect(ActionUnit.allCases.map(\.rawValue).joined(separator: " ").hasSuffix("AU23 AU25 AU26 AU45"))
  }
}

/// Compared with the recipe's plain computation on the shipped weights (`Recipes/units/parity.py`).
@Suite("Action unit reader parity with the recipe")
struct ActionUnitParityTests {
  private let reader: ActionUnitReader
  private let vectors: SafeTensors
  private let landmarks: Landmarks
  private let luma: Image

  init() throws {
    reader = try ActionUnitReader(weights: Vectors.model("action-units"))
    vectors = try Vectors.open("action-units")
    let points = try vectors.rows("points")
    landmarks = Landmarks((0..<points.rows).map { Point(x: Double(points[$0, 0]), y: Double(points[$0, 1])) })
    let values = try vectors.rows("luma")
    luma = Image(width: values.columns, height: values.rows, channels: 1, values: values)
  }

  private func isNear(_ values: [Float], _ name: String, _ tolerance: Float = 1e-4) throws -> Bool {
    let expected = try vectors.rows(name).values
    return values.count == expected.count && zip(values, expected).allSatisfy { abs($0 - $1) < tolerance }
  }

  @Test func alignmentMatchesTheRecipe() throws {
    let crop = reader.reference.crop(landmarks)
    #expect(try isNear([crop.center.x, crop.center.y, crop.side, crop.roll, crop.aspect].map { Float($0) }, "crop"))
    let face = luma.sample(crop.grid(size: ReferenceFace.side), rows: ReferenceFace.side, columns: ReferenceFace.side)
    #expect(try isNear(face.values, "face", 1e-3))
    #expect(try isNear(OrientedGradients.features(of: face).values, "gradients"))
    #expect(try isNear(reader.reference.offsets(of: landmarks), "offsets"))
  }

  @Test func unitsMatchTheRecipe() throws {
    let units = reader.unmasked(AlignedFaceFeatures(landmarks, of: luma, on: reader.reference))
    #expect(try isNear(ActionUnit.allCases.map { units[$0] }, "units"))
    #expect(try isNear(units.cover, "cover"))
    for half in ActionUnits.Half.allCases {
      let expected = try vectors.rows(half.isLeft ? "picture.right" : "picture.left").values[half.unit.index]
      #expect(abs(units[half] - expected) < 1e-4, "\(half)")
    }
    #expect(abs((units[.lipCornerLeft] + units[.lipCornerRight]) / 2 - units[.au12]) < 1e-4, "symmetric weights")
    #expect(abs((units[.dimpleLeft] + units[.dimpleRight]) / 2 - units[.au14]) < 1e-4)
  }
}
