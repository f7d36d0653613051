import CKernels
import Numerics

/// Histograms of oriented gradients of an aligned face (Felzenszwalb and others, "Object detection with discriminatively
/// trained part-based models", 2010), as OpenFace's static models take them.
enum OrientedGradients {
  /// Pixels of the face's side, cells of a side, and features of a cell: 18 signed directions, 9 unsigned ones, 4 textures.
  static let side = Int(ck_gradient_side)
  static let cells = Int(ck_gradient_cells)
  static let featureCount = Int(ck_gradient_features)
  static let count = cells * cells * featureCount

  /// A grey face (96, 96) of 0…255 to the features of its cells, (12 · 12, 31).
  static func features(of face: Matrix) -> Matrix {
    precondition(face.rows == side && face.columns == side, "(\(face.rows), \(face.columns)) is no aligned face")
    let result = Matrix(rows: cells * cells, columns: featureCount)
    ck_oriented_gradients(face.pointer, result.pointer)
    return result
  }

  /// Of each of the (12 · 12 · 31) features, which one takes its place in the mirror.
  static let mirroredOrder: [Int] = {
    let signed: [Int] = (0..<18).map { (27 - $0) % 18 }
    let unsigned: [Int] = (0..<9).map { 18 + (9 - $0) % 9 }
    let order = signed + unsigned + [29, 30, 27, 28]
    return (0..<cells * cells).flatMap { cell in
      let mirrored = cell - cell % cells + cells - 1 - cell % cells
      return order.map { mirrored * featureCount + $0 }
    }
  }()

  /// Whether a feature's cell lies at the picture's right, where the person's left is.
  static func isAtRight(_ feature: Int) -> Bool {
    feature / featureCount % cells >= cells / 2
  }
}
