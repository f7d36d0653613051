import Networks
import Numerics

/// The network that turns a face into an embedding of its expression.
public struct ExpressionEncoder {
  /// Channels of an embedding.
  public static let width = 512
  /// Cells of a crop's side.
  static let inputSize = 48

  private let stem: Convolution
  private let stages: [Stage]
  private let embed: Linear

  /// Reads the weights. Throws `SafeTensorsError`.
  public init(weights file: SafeTensors) throws {
    stem = try Convolution("stem", in: file, inputs: 1, outputs: 32)
    var inputs = 32
    stages = try [(48, 1), (96, 2), (192, 2)].enumerated().map { index, shape in
      defer { inputs = shape.0 }
      return try Stage("stage\(index + 1)", in: file, inputs: inputs, outputs: shape.0, residuals: shape.1)
    }
    embed = try Linear("embedding", in: file, inputs: 192, outputs: Self.width)
  }

  /// The embedding, (512), of the face in a crop of a grey picture.
  ///
  /// - Parameter withMirror: looks at the crop's mirror image as well and takes the mean of both, for twice the time.
  public func callAsFunction(_ crop: FaceCrop, of luma: Picture, withMirror: Bool = false) -> [Float] {
    let face = crop.standardised(luma, size: Self.inputSize)
    let seen = embedding(face).values
    return withMirror ? zip(seen, embedding(face.mirrored()).values).map { ($0 + $1) / 2 } : seen
  }

  /// What stem and stages make of a standardised crop: (48, 48, 32), (24, 24, 48), (12, 12, 96), (6, 6, 192).
  func maps(_ input: FeatureMap) -> [FeatureMap] {
    var maps = [stem(input)]
    for stage in stages { maps.append(stage(maps.last!)) }
    return maps
  }

  /// A standardised crop, (48, 48, 1) → (1, 512)
  func embedding(_ input: FeatureMap) -> Matrix {
    embed.rectified(maps(input).last!.mean.view)
  }
}

/// A convolution that halves the map, then residual blocks.
private struct Stage {
  let down: Convolution
  let residuals: [ResidualBlock]

  init(_ name: String, in file: SafeTensors, inputs: Int, outputs: Int, residuals count: Int) throws {
    down = try Convolution(
      "\(name).down",
      in: file,
      inputs: inputs,
      outputs: outputs,
      strideDown: 2,
      strideAcross: 2
    )
    residuals = try (1...count).map { try ResidualBlock("\(name).residual\($0)", in: file, channels: outputs) }
  }

  func callAsFunction(_ input: FeatureMap) -> FeatureMap {
    residuals.reduce(down(input)) { $1($0) }
  }
}
