import CKernels
import Numerics

/// Features of an aligned face: the oriented gradients of the face on the reference face, and its landmark offsets.
public struct AlignedFaceFeatures {
  /// (12 · 12, 31)
  let gradients: Matrix
  /// (136)
  let offsets: [Float]

  /// - Parameter landmarks: in pixels of `luma`.
  public init(_ landmarks: Landmarks, of luma: Image, on reference: ReferenceFace) {
    let side = ReferenceFace.side
    let face = luma.sample(reference.crop(landmarks).grid(size: side), rows: side, columns: side)
    self.init(gradients: OrientedGradients.features(of: face), offsets: reference.offsets(of: landmarks))
  }

  init(gradients: Matrix, offsets: [Float]) {
    self.gradients = gradients
    self.offsets = offsets
  }
}

/// A linear layer on `AlignedFaceFeatures`.
struct AlignedFaceLayer {
  /// (outputs, 12 · 12 · 31), (outputs, 136) and (1, outputs)
  let appearance: Matrix
  let geometry: Matrix
  let bias: Matrix

  /// (1, outputs)
  func callAsFunction(_ features: AlignedFaceFeatures) -> Matrix {
    let offsets = Matrix(rows: features.offsets.count, columns: 1, values: features.offsets)
    let output = Matrix(rows: 1, columns: bias.columns, values: bias.elements)
    BLAS.multiply(appearance.view, vector: features.gradients.elements, into: output.elements, beta: 1)
    BLAS.multiply(geometry.view, vector: offsets.elements, into: output.elements, beta: 1)
    return withExtendedLifetime((features, offsets)) { output }
  }
}

/// Histograms of oriented gradients of an aligned face (Felzenszwalb and others, "Object detection with
/// discriminatively trained part-based models", 2010), as in OpenFace's static models.
enum OrientedGradients {
  /// Side of the face in pixels, cells per side, and features per cell: 18 signed directions, 9 unsigned ones, 4
  /// textures.
  static let side = Int(ck_gradient_side)
  static let cells = Int(ck_gradient_cells)
  static let featureCount = Int(ck_gradient_features)
  static let count = cells * cells * featureCount

  /// Computes the features of a grey face, (96, 96) with values 0…255, as (12 · 12, 31).
  static func features(of face: Matrix) -> Matrix {
    precondition(face.rows == side && face.columns == side, "(\(face.rows), \(face.columns)) is not an aligned face")
    let result = Matrix(rows: cells * cells, columns: featureCount)
    ck_oriented_gradients(face.pointer, result.pointer)
    return result
  }

  /// For each of the (12 · 12 · 31) features, the one that replaces it in the mirror image.
  static let mirroredOrder: [Int] = {
    let signed: [Int] = (0..<18).map { (27 - $0) % 18 }
    let unsigned: [Int] = (0..<9).map { 18 + (9 - $0) % 9 }
    let order = signed + unsigned + [29, 30, 27, 28]
    return (0..<cells * cells).flatMap { cell in
      let mirrored = cell - cell % cells + cells - 1 - cell % cells
      return order.map { mirrored * featureCount + $0 }
    }
  }()

  /// Whether a feature's cell is in the right half of the image, the speaker's left.
  static func isOnRight(_ feature: Int) -> Bool {
    feature / featureCount % cells >= cells / 2
  }
}
