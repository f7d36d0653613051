import Numerics

/// Reads a face's action units: one linear layer on the oriented gradients of the aligned face and on where its landmarks
/// lie.
public struct ActionUnitReader {
  /// The face that others are aligned to.
  public let reference: ReferenceFace
  /// What neutral strangers read, by `ActionUnit`.
  public let neutral: NeutralReading

  /// To 21 values: the 17 units, then the halves as `ActionUnits` orders them.
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
        values: bias + ActionUnits.Half.allCases.map { bias[$0.unit.place] }
      )
    )
  }

  /// The action units of a face in a grey frame.
  ///
  /// - Parameter landmarks: in pixels of `luma`.
  public func callAsFunction(_ landmarks: Landmarks, of luma: Image) -> ActionUnits {
    read(AlignedFaceFeatures(landmarks, of: luma, on: reference))
  }

  func read(_ look: AlignedFaceFeatures) -> ActionUnits {
    ActionUnits(values: layer(look).values)
  }
}

/// How the numbers that describe a face change when one half of it is joined to its own mirror image.
struct FaceHalves {
  /// Of each number, which one takes its place in the mirror, and with which sign.
  let mirroredOrder: [Int]
  let sign: @Sendable (Int) -> Float
  /// How much of a number the frame's right half keeps: 1, 0, or ½ on the middle line.
  let right: @Sendable (Int) -> Float

  /// Of oriented gradients.
  static let gradients = FaceHalves(
    mirroredOrder: OrientedGradients.mirroredOrder,
    sign: { _ in 1 },
    right: { OrientedGradients.isAtRight($0) ? 1 : 0 }
  )

  /// Of `ReferenceFace.offsets`.
  static let offsets = FaceHalves(
    mirroredOrder: Landmarks.mirroredOrder.flatMap { [2 * $0, 2 * $0 + 1] },
    sign: { $0.isMultiple(of: 2) ? -1 : 1 },
    right: { index in
      let point = index / 2
      return Landmarks.mirroredOrder[point] == point ? 0.5 : Landmarks.isAtRight(point) ? 1 : 0
    }
  )

  /// Weights (17, numbers) with rows for the halves below: of a unit's row w that row which makes of a face x what w makes of
  /// x's half H x joined to its mirror image M H x, for w · (H x + M H x) = (w + w M) H · x.
  func extended(_ weights: Matrix) -> Matrix {
    let result = Matrix(rows: ActionUnits.count, columns: weights.columns)
    result.pointer.update(from: weights.pointer, count: weights.rows * weights.columns)
    for half in ActionUnits.Half.allCases {
      let (row, out) = (weights.row(half.unit.place), result.row(half.place))
      for index in mirroredOrder.indices {
        let share = half.isLeft ? right(index) : 1 - right(index)
        out[index] = share * (row[index] + sign(index) * row[mirroredOrder[index]])
      }
    }
    return result
  }
}
