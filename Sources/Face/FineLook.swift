import Numerics

/// A close look at a face: the oriented gradients of the face laid upon a reference face, and where its landmarks lie there.
struct FineLook {
  /// (12 · 12, 31)
  let gradients: Matrix
  /// (136)
  let offsets: [Float]

  /// - Parameter landmarks: in pixels of `luma`.
  init(_ landmarks: Landmarks, of luma: Picture, on reference: ReferenceFace) {
    let side = ReferenceFace.side
    let face = luma.sample(reference.crop(landmarks).grid(size: side), rows: side, columns: side)
    self.init(gradients: OrientedGradients.features(of: face), offsets: reference.offsets(of: landmarks))
  }

  init(gradients: Matrix, offsets: [Float]) {
    self.gradients = gradients
    self.offsets = offsets
  }
}

/// A linear layer on a `FineLook`.
struct FineLayer {
  /// (outputs, 12 · 12 · 31), (outputs, 136) and (1, outputs)
  let appearance: Matrix
  let geometry: Matrix
  let bias: Matrix

  /// (1, outputs)
  func callAsFunction(_ look: FineLook) -> Matrix {
    let places = Matrix(rows: look.offsets.count, columns: 1, values: look.offsets)
    let output = Matrix(rows: 1, columns: bias.columns, values: bias.elements)
    BLAS.multiply(appearance.view, vector: look.gradients.elements, into: output.elements, beta: 1)
    BLAS.multiply(geometry.view, vector: places.elements, into: output.elements, beta: 1)
    return withExtendedLifetime((look, places)) { output }
  }
}
