import Numerics

/// Reads a face's action units: one linear layer on the oriented gradients of the aligned face and on where its landmarks
/// lie.
public struct ActionUnitReader {
  /// The face that others are aligned to.
  public let reference: ReferenceFace
  /// What neutral strangers read, by `ActionUnit`.
  public let neutral: NeutralReading

  /// (21, 12 · 12 · 31), (21, 136) and (1, 21): the 17 units, then the halves as `ActionUnits` orders them.
  private let appearance: Matrix
  private let geometry: Matrix
  private let bias: Matrix

  /// Reads the weights. Throws `SafeTensorsError`.
  public init(weights file: SafeTensors) throws {
    let units = ActionUnit.allCases.count
    let places = try file.floats("reference", shape: [Landmarks.count, 2]).map(Double.init)
    reference = ReferenceFace(
      Landmarks((0..<Landmarks.count).map { Point(x: places[2 * $0], y: places[2 * $0 + 1]) })
    )
    neutral = NeutralReading(
      mean: try file.floats("neutral.mean", shape: [units]),
      spread: try file.floats("neutral.spread", shape: [units])
    )
    let bias = try file.floats("bias", shape: [units])
    self.bias = Matrix(
      rows: 1,
      columns: ActionUnits.count,
      values: bias + ActionUnits.Half.allCases.map { bias[$0.unit.place] }
    )
    appearance = try FaceHalves.gradients.extended(
      file.matrix("appearance.weight", rows: units, columns: OrientedGradients.count)
    )
    geometry = try FaceHalves.offsets.extended(
      file.matrix("geometry.weight", rows: units, columns: 2 * Landmarks.count)
    )
  }

  /// The action units of a face in a grey picture.
  ///
  /// - Parameter landmarks: in pixels of `luma`.
  public func callAsFunction(_ landmarks: Landmarks, of luma: Picture) -> ActionUnits {
    let side = ReferenceFace.side
    let face = luma.sample(reference.crop(landmarks).grid(size: side), rows: side, columns: side)
    return read(OrientedGradients.features(of: face), reference.offsets(of: landmarks))
  }

  /// - Parameters:
  ///   - gradients: (12 · 12, 31)
  ///   - offsets: (136)
  func read(_ gradients: Matrix, _ offsets: [Float]) -> ActionUnits {
    let places = Matrix(rows: offsets.count, columns: 1, values: offsets)
    let units = Matrix(rows: 1, columns: ActionUnits.count, values: bias.elements)
    BLAS.multiply(appearance.view, vector: gradients.elements, into: units.elements, beta: 1)
    BLAS.multiply(geometry.view, vector: places.elements, into: units.elements, beta: 1)
    return ActionUnits(values: withExtendedLifetime((gradients, places)) { units.values })
  }
}
