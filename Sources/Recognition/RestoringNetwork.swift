import Face
import Fusion
import Networks
import Numerics

/// The network that restores the tracks of a face: the decay cell, and a linear layer that corrects what it believes.
///
/// Features, (105): the 17 action units and 4 halves as read, then the offsets x, y of the 42 key points from the reference
/// face. Inside they are counted in spreads from their centre.
public struct RestoringNetwork {
  static let width = ActionUnits.count + 2 * Landmarks.keyIndices.count
  static let size = 64

  let cell: DecayCell
  let output: Linear
  /// (105)
  let center: [Float]
  let spread: [Float]

  /// Reads the weights (`Recipes/decay`). Throws `SafeTensorsError`.
  public init(weights file: SafeTensors) throws {
    cell = DecayCell(weights: try DecayWeights("cell", in: file, inputs: Self.width, size: Self.size))
    output = try Linear("output", in: file, inputs: Self.size, outputs: Self.width)
    center = try file.floats("center", shape: [Self.width])
    spread = try file.floats("spread", shape: [Self.width])
  }

  /// Features in spreads from their centre.
  func normalised(_ features: [Float]) -> [Float] {
    zip(features, zip(center, spread)).map { ($0 - $1.0) / $1.1 }
  }
}
