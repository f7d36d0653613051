import Networks
import Numerics

/// The network that turns a face into an embedding of its expression.
public struct ExpressionEncoder {
  /// Channels of an embedding.
  public static let width = 512
  /// Cells of a crop's side.
  static let inputSize = 48

  private let stem: Convolution
  private let stages: [(down: Convolution, block: ResidualBlock)]
  private let embed: Linear

  /// Reads the weights. Throws `SafeTensorsError`.
  public init(weights file: SafeTensors) throws {
    stem = try Convolution("stem", in: file, inputs: 1, outputs: 32)
    let channels = [32, 64, 128, 192]
    stages = try (1...3).map { stage in
      let down = try Convolution(
        "stage\(stage).down",
        in: file,
        inputs: channels[stage - 1],
        outputs: channels[stage],
        strideDown: 2,
        strideAcross: 2
      )
      return (down, try ResidualBlock("stage\(stage).residual1", in: file, channels: channels[stage]))
    }
    embed = try Linear("embedding", in: file, inputs: 192, outputs: Self.width)
  }

  /// The embedding, (512), of the face in a crop of a grey picture.
  public func callAsFunction(_ crop: FaceCrop, of luma: Picture) -> [Float] {
    embedding(crop.standardised(luma, size: Self.inputSize)).values
  }

  /// What stem and stages make of a standardised crop: (48, 48, 32), (24, 24, 64), (12, 12, 128), (6, 6, 192).
  func maps(_ input: FeatureMap) -> [FeatureMap] {
    var maps = [stem(input)]
    for stage in stages { maps.append(stage.block(stage.down(maps.last!))) }
    return maps
  }

  /// A standardised crop, (48, 48, 1) → (1, 512)
  func embedding(_ input: FeatureMap) -> Matrix {
    embed.rectified(maps(input).last!.mean.view)
  }
}
