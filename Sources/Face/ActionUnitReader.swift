import Numerics

/// Reads a face's action units: one linear layer on the oriented gradients of the aligned face and on where its landmarks
/// lie.
public struct ActionUnitReader {
  /// The face that others are aligned to.
  public let reference: ReferenceFace
  /// What neutral strangers read, by `ActionUnit`.
  public let neutral: NeutralReading

  /// To 21 values: the 17 units, then the halves as `ActionUnits` orders them.
  private let layer: FineLayer

  /// Reads the weights. Throws `SafeTensorsError`.
  public init(weights file: SafeTensors) throws {
    let units = ActionUnit.allCases.count
    reference = try ReferenceFace(in: file)
    neutral = NeutralReading(
      mean: try file.floats("neutral.mean", shape: [units]),
      spread: try file.floats("neutral.spread", shape: [units])
    )
    let bias = try file.floats("bias", shape: [units])
    layer = FineLayer(
      appearance: try FaceHalves.gradients.extended(
        file.matrix("appearance.weight", rows: units, columns: OrientedGradients.count)
      ),
      geometry: try FaceHalves.offsets.extended(
        file.matrix("geometry.weight", rows: units, columns: 2 * Landmarks.count)
      ),
      bias: Matrix(
        rows: 1,
        columns: ActionUnits.count,
        values: bias + ActionUnits.Half.allCases.map { bias[$0.unit.place] }
      )
    )
  }

  /// The action units of a face in a grey picture.
  ///
  /// - Parameter landmarks: in pixels of `luma`.
  public func callAsFunction(_ landmarks: Landmarks, of luma: Picture) -> ActionUnits {
    read(FineLook(landmarks, of: luma, on: reference))
  }

  func read(_ look: FineLook) -> ActionUnits {
    ActionUnits(values: layer(look).values)
  }
}
