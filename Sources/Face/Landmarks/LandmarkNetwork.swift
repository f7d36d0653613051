import CKernels
import Foundation
import Networks
import Numerics

/// The network that finds 68 landmarks, the head pose and the probability of a face in a crop.
///
/// Each landmark is the mean position of its own heat map (integral regression; Sun and others, "Integral human pose
/// regression", 2018), computed at a quarter of the crop's resolution from fine and coarse features.
public struct LandmarkNetwork {
  /// Side of the crop in cells.
  static let inputSize = 96
  /// Side of a heat map in cells.
  static let gridSize = 24

  private let stem: Convolution
  private let stages: [(down: Convolution, blocks: [ResidualBlock])]
  private let tops: [Linear]
  private let merged: Convolution
  private let heat: Linear
  private let hidden: Linear
  private let output: Linear

  /// Reads the weights. Throws `SafeTensorsError`.
  public init(weights file: SafeTensors) throws {
    let channels = [24, 64, 96, 112]
    stem = try Convolution("stem", in: file, inputs: 1, outputs: channels[0], strideDown: 2, strideAcross: 2)
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
    tops = [
      try Linear("top24", in: file, inputs: channels[2], outputs: channels[1]),
      try Linear("top12", in: file, inputs: channels[3], outputs: channels[2]),
    ]
    merged = try Convolution("merged", in: file, inputs: channels[1], outputs: channels[1])
    heat = try Linear("heat", in: file, inputs: channels[1], outputs: Landmarks.count)
    hidden = try Linear("hidden", in: file, inputs: channels[3], outputs: 64)
    output = try Linear("output", in: file, inputs: 64, outputs: 4)
  }

  /// Reads a face from a crop of a grey image.
  ///
  /// - Parameter withMirror: averages the crop and its mirror image, so that a mirrored image gives the mirrored
  ///   result, for twice the time.
  public func callAsFunction(_ crop: FaceCrop, of luma: Image, withMirror: Bool = false) -> LandmarkReading {
    let input = crop.standardised(luma, size: Self.inputSize)
    var seen = raw(input)
    if withMirror { seen = .mean(seen, raw(input.mirrored()).mirrored) }
    return LandmarkReading(
      landmarks: Landmarks(seen.places.map(crop.inFrame)),
      pose: seen.pose.turned(clockwise: crop.roll),
      confidence: 1 / (1 + exp(-seen.logit))
    )
  }

  /// Feature maps of a standardised crop after the stem and each stage: (48, 48, 24), (24, 24, 64), (12, 12, 96),
  /// (6, 6, 112).
  func maps(_ input: FeatureMap) -> [FeatureMap] {
    var maps = [stem(input)]
    for stage in stages { maps.append(stage.blocks.reduce(stage.down(maps.last!)) { $1($0) }) }
    return maps
  }

  /// Heat maps as columns, (24 · 24, 68), from the stages' feature maps, which it modifies.
  func heatMaps(_ maps: [FeatureMap]) -> Matrix {
    for stage in [2, 1] { maps[stage].add(maps[stage + 1].projected(tops[stage - 1]).upsampled()) }
    let fine = merged(maps[1]).cells
    return heat(fine.view)
  }

  /// Reads a standardised crop, (96, 96, 1).
  func raw(_ input: FeatureMap) -> RawReading {
    let maps = maps(input)
    let mean = maps[3].mean
    let inner = hidden.rectified(mean.view)
    let rest = output(inner.view).values.map(Double.init)
    return RawReading(
      places: Self.places(heatMaps(maps)),
      pose: HeadPose(x: rest[0], y: rest[1], z: rest[2]),
      logit: rest[3]
    )
  }

  /// Mean position of each heat map, in sides of the crop from its centre.
  static func places(_ heat: Matrix) -> [Point] {
    let sums = Matrix(rows: 2, columns: heat.columns)
    let places = Matrix(rows: heat.columns, columns: 2)
    ck_mean_places(heat.pointer, gridSize, heat.columns, sums.pointer, places.pointer)
    return (0..<places.rows).map { Point(x: Double(places[$0, 0]), y: Double(places[$0, 1])) }
  }
}

/// A face as the landmark network reads it from a crop.
public struct LandmarkReading: Equatable, Sendable {
  public let landmarks: Landmarks
  public let pose: HeadPose
  /// Probability, 0…1, that the crop shows a face and the landmarks follow it.
  public let confidence: Double
}

/// The network's outputs, relative to the crop.
struct RawReading {
  /// In sides of the crop from its centre.
  let places: [Point]
  let pose: HeadPose
  let logit: Double

  /// The reading of the mirrored crop.
  var mirrored: RawReading {
    RawReading(
      places: Landmarks.mirroredOrder.map { Point(x: -places[$0].x, y: places[$0].y) },
      pose: pose.mirrored,
      logit: logit
    )
  }

  static func mean(_ one: RawReading, _ other: RawReading) -> RawReading {
    RawReading(
      places: zip(one.places, other.places).map { .mean([$0, $1]) },
      pose: HeadPose(
        x: (one.pose.x + other.pose.x) / 2,
        y: (one.pose.y + other.pose.y) / 2,
        z: (one.pose.z + other.pose.z) / 2
      ),
      logit: (one.logit + other.logit) / 2
    )
  }
}
