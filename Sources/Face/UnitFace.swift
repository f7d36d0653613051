import Networks
import Numerics

/// The network that turns the action units of a face into the embedding that the expression encoder would give its
/// picture.
public struct UnitFace {
  /// Intensities go from 0 to this, OpenFace's scale.
  public static let greatestIntensity: Float = 5
  private static let hiddenWidth = 64

  private let mean: [Float]
  private let spread: [Float]
  private let hidden: Linear
  private let output: Linear

  /// Reads the weights. Throws `SafeTensorsError`.
  public init(weights file: SafeTensors) throws {
    let count = ActionUnit.allCases.count
    mean = try file.floats("input.mean", shape: [count])
    spread = try file.floats("input.spread", shape: [count])
    hidden = try Linear("hidden", in: file, inputs: count, outputs: Self.hiddenWidth)
    output = try Linear("output", in: file, inputs: Self.hiddenWidth, outputs: ExpressionEncoder.width)
  }

  /// Intensities in the order of `ActionUnit`, (faces, 17) → embeddings, (faces, 512). What lies beyond the scale is taken
  /// for its end.
  public func callAsFunction(_ intensities: Matrix) -> Matrix {
    let input = Matrix(rows: intensities.rows, columns: intensities.columns)
    for row in 0..<input.rows {
      for column in 0..<input.columns {
        let intensity = min(max(intensities[row, column], 0), Self.greatestIntensity)
        input[row, column] = (intensity - mean[column]) / spread[column]
      }
    }
    return output.rectified(hidden.rectified(input.view).view)
  }
}
