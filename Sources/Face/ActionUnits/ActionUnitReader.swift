import Numerics

/// Reads a face's action units, and which regions of the face are hidden, with one linear layer on the aligned face's
/// oriented gradients and landmark positions.
public struct ActionUnitReader {
  /// The reference face for alignment.
  public let reference: ReferenceFace
  /// Action units of neutral faces in the population.
  public let neutral: NeutralReading

  /// Outputs the values of `ActionUnits`, then its `cover`.
  private let layer: AlignedFaceLayer

  /// Reads the weights. Throws `SafeTensorsError`.
  public init(weights file: SafeTensors) throws {
    let units = ActionUnit.allCases.count
    reference = try ReferenceFace(in: file)
    neutral = NeutralReading(
      mean: try file.floats("neutral.mean", shape: [units]),
      spread: try file.floats("neutral.spread", shape: [units])
    )
    let regions = FaceRegion.allCases.count
    func weights(_ name: String, _ halves: FaceHalves) throws -> Matrix {
      let columns = halves.mirroredOrder.count
      let units = try halves.extended(file.matrix("\(name).weight", rows: units, columns: columns))
      let cover = try file.matrix("cover.\(name).weight", rows: regions, columns: columns)
      return Matrix(rows: units.rows + regions, columns: columns, values: units.values + cover.values)
    }
    let bias = try file.floats("bias", shape: [units])
    let halfBias = ActionUnits.Half.allCases.map { bias[$0.unit.index] }
    layer = AlignedFaceLayer(
      appearance: try weights("appearance", .gradients),
      geometry: try weights("geometry", .offsets),
      bias: Matrix(
        rows: 1,
        columns: ActionUnits.count + regions,
        values: try bias + halfBias + file.floats("cover.bias", shape: [regions])
      )
    )
  }

  /// Reads the action units of a face aligned to `reference`.
  public func callAsFunction(_ features: AlignedFaceFeatures) -> ActionUnits {
    var units = unmasked(features)
    let rest = neutral.mean + ActionUnits.Half.allCases.map { neutral.mean[$0.unit.index] }
    for index in units.values.indices where units.isHidden(at: index) { units.values[index] = rest[index] }
    return units
  }

  /// What the layer reads, in hidden regions too.
  func unmasked(_ features: AlignedFaceFeatures) -> ActionUnits {
    let outputs = layer(features).values
    return ActionUnits(values: Array(outputs[..<ActionUnits.count]), cover: Array(outputs[ActionUnits.count...]))
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
