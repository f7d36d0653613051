import Foundation
import Networks
import Numerics

/// The network that finds 68 landmarks, the pose of the head and whether there is a face at all in a crop.
public struct LandmarkNetwork {
  /// Cells of a crop's side.
  static let inputSize = 96

  private let stem: Convolution
  private let stages: [(down: Convolution, blocks: [ResidualBlock])]
  private let squeeze: Linear
  private let hidden: Linear
  private let output: Linear

  /// Reads the weights. Throws `SafeTensorsError`.
  public init(weights file: SafeTensors) throws {
    stem = try Convolution("stem", in: file, inputs: 1, outputs: 32, strideDown: 2, strideAcross: 2)
    let channels = [32, 64, 96, 128]
    stages = try [1, 2, 1].enumerated().map { index, blockCount in
      let name = "stage\(index + 1)"
      let down = try Convolution(
        "\(name).down",
        in: file,
        inputs: channels[index],
        outputs: channels[index + 1],
        strideDown: 2,
        strideAcross: 2
      )
      let blocks = try (1...blockCount).map {
        try ResidualBlock("\(name).residual\($0)", in: file, channels: channels[index + 1])
      }
      return (down, blocks)
    }
    squeeze = try Linear("squeeze", in: file, inputs: 128, outputs: 48)
    hidden = try Linear("hidden", in: file, inputs: 6 * 6 * 48, outputs: 192)
    output = try Linear("output", in: file, inputs: 192, outputs: 2 * Landmarks.count + 4)
  }

  /// Looks for a face in a crop of a grey picture.
  public func callAsFunction(_ crop: FaceCrop, of luma: Picture) -> LandmarkReading {
    let values = raw(crop.standardised(luma, size: Self.inputSize)).values.map(Double.init)
    let points = (0..<Landmarks.count).map { index in
      crop.inPicture(Point(x: values[2 * index], y: values[2 * index + 1]))
    }
    let rest = values[(2 * Landmarks.count)...]
    return LandmarkReading(
      landmarks: Landmarks(points),
      pose: HeadPose(x: rest[136], y: rest[137], z: rest[138]).turned(clockwise: crop.roll),
      confidence: 1 / (1 + exp(-rest[139]))
    )
  }

  /// What stem and stages make of a standardised crop: (48, 48, 32), (24, 24, 64), (12, 12, 96), (6, 6, 128).
  func maps(_ input: FeatureMap) -> [FeatureMap] {
    var maps = [stem(input)]
    for stage in stages { maps.append(stage.blocks.reduce(stage.down(maps.last!)) { $1($0) }) }
    return maps
  }

  /// A standardised crop, (96, 96, 1) → (1, 140): x and y of each landmark in sides of the crop from its centre, three
  /// angles of the head against the crop, and the logit of there being a face.
  func raw(_ input: FeatureMap) -> Matrix {
    let squeezed = squeeze.rectified(maps(input).last!.cells.view)
    return output(hidden.rectified(squeezed.flattened).view)
  }
}

/// What the landmark network sees in a crop.
public struct LandmarkReading: Equatable, Sendable {
  public let landmarks: Landmarks
  public let pose: HeadPose
  /// The probability, 0…1, that the crop shows a face which the landmarks follow.
  public let confidence: Double
}
