import Numerics
import TestSupport
import Testing

@testable import Face

@Suite("Faces known by their action units")
struct UnitFaceTests {
  /// On the weights as shipped (`Recipes/face/parity.py`).
  @Test("Embeddings equal PyTorch's")
  func parity() throws {
    let network = try UnitFace(weights: Vectors.model("unit-face"))
    let vectors = try Vectors.open("unit-face")
    let embeddings = network(try vectors.rows("units"))
    #expect(embeddings.greatestDifference(to: try vectors.rows("embedding")) < 1e-4)
    #expect(embeddings.values.contains { $0 > 0.1 })
  }

  @Test("What lies beyond the scale is taken for its end")
  func scale() throws {
    let network = try UnitFace(weights: Vectors.model("unit-face"))
    func embedding(_ value: Float) -> [Float] {
      network(Matrix(rows: 1, columns: 17, values: Array(repeating: value, count: 17))).values
    }
    #expect(embedding(-3) == embedding(0) && embedding(7) == embedding(5) && embedding(0) != embedding(5))
  }

  @Test("Parting lips and dropping jaws are movement; other units are not")
  func movement() {
    func signal(_ unit: ActionUnit) -> Matrix {
      let place = ActionUnit.allCases.firstIndex(of: unit)!
      return MouthMovement.signal(
        units: (0..<3).map { picture in
          var intensities = [Float](repeating: 1, count: 17)
          intensities[place] = [0, 2, 1][picture]
          return (seconds: 0.5 * Double(picture), intensities: intensities[...])
        }
      )
    }
    for unit in [ActionUnit.au25, .au26] { #expect(signal(unit).values == [1, 4, 3, 4, 2, 2]) }
    #expect(signal(.au12).values == [2, 0, 2, 0, 2, 0])
  }

  @Test("The units are OpenFace's")
  func names() {
    let names = "AU01 AU02 AU04 AU05 AU06 AU07 AU09 AU10 AU12 AU14 AU15 AU17 AU20 AU23 AU25 AU26 AU45"
    #expect(ActionUnit.allCases.map(\.rawValue).joined(separator: " ") == names)
  }
}
