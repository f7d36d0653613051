import Numerics

/// Reads a face's action units with one linear layer on the aligned face's oriented gradients and landmark positions.
public struct ActionUnitReader {
  /// The reference face for alignment.
  public let reference: ReferenceFace
  /// Action units of neutral faces in the population.
  public let neutral: NeutralReading

  /// Outputs 21 values: the 17 units, then the halves in the order of `ActionUnits`.
  private let layer: AlignedFaceLayer

  /// Reads the weights. Throws `SafeTensorsError`.
  public init(weights file: SafeTensors) throws {
    let units = ActionUnit.allCases.count
    reference = try ReferenceFace(in: file)
    neutral = NeutralReading(
      mean: try file.floats("neutral.mean", shape: [units]),
      spread: try file.floats("neutral.spread", shape: [units])
    )
    let bias = try file.floats("bias", shape: [units])
    layer = AlignedFaceLayer(
      appearance: try FaceHalves.gradients.extended(
        file.matrix("appearance.weight", rows: units, columns: OrientedGradients.count)
      ),
      geometry: try FaceHalves.offsets.extended(
        file.matrix("geometry.weight", rows: units, columns: 2 * Landmarks.count)
      ),
      bias: Matrix(
        rows: 1,
        columns: ActionUnits.count,
        values: bias + ActionUnits.Half.allCases.map { bias[$0.unit.index] }
      )
    )
  }

  /// Reads the action units of a face aligned to `reference`.
  public func callAsFunction(_ features: AlignedFaceFeatures) -> ActionUnits {
    ActionUnits(values: layer(features).values)
  }
}

/// How a face's features change when one half of the face is joined to its own mirror image.
struct FaceHalves {
  /// For each feature, the one that replaces it in the mirror image, and the sign that it takes.
  let mirroredOrder: [Int]
  let sign: @Sendable (Int) -> Float
  /// Weight of a feature in the image's right half: 1, 0, or ½ on the midline.
  let right: @Sendable (Int) -> Float

  /// For oriented gradients.
  static let gradients = FaceHalves(
    mirroredOrder: OrientedGradients.mirroredOrder,
    sign: { _ in 1 },
    right: { OrientedGradients.isOnRight($0) ? 1 : 0 }
  )

  /// For `ReferenceFace.offsets`.
  static let offsets = FaceHalves(
    mirroredOrder: Landmarks.mirroredOrder.flatMap { [2 * $0, 2 * $0 + 1] },
    sign: { $0.isMultiple(of: 2) ? -1 : 1 },
    right: { index in
      let point = index / 2
      return Landmarks.mirroredOrder[point] == point ? 0.5 : Landmarks.isOnRight(point) ? 1 : 0
    }
  )

  /// Appends a row for each half to the weights, (17, features). For a unit's row w and a half H, the new row gives for
  /// a face x what w gives for the half H x joined to its mirror image M H x: w · (H x + M H x) = (w + w M) H · x.
  func extended(_ weights: Matrix) -> Matrix {
    let result = Matrix(rows: ActionUnits.count, columns: weights.columns)
    result.pointer.update(from: weights.pointer, count: weights.rows * weights.columns)
    for half in ActionUnits.Half.allCases {
      let (row, out) = (weights.row(half.unit.index), result.row(half.index))
      for index in mirroredOrder.indices {
        let share = half.isLeft ? right(index) : 1 - right(index)
        out[index] = share * (row[index] + sign(index) * row[mirroredOrder[index]])
      }
    }
    return result
  }
}
