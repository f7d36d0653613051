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
    let channels = [16, 32, 64, 96]
    stem = try Convolution("stem", in: file, inputs: 1, outputs: channels[0], strideDown: 2, strideAcross: 2)
    stages = try [1, 1, 2].enumerated().map { index, blockCount in
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
    var reading = raw(input)
    if withMirror { reading = .mean(reading, raw(input.mirrored()).mirrored) }
    return LandmarkReading(
      landmarks: Landmarks(reading.positions.map(crop.toImage)),
      pose: reading.pose.turned(clockwise: crop.roll),
      confidence: 1 / (1 + exp(-reading.logit))
    )
  }

  /// Sizes of the crops that `precise` adds, over that of the usual one.
  private static let otherScales = [0.9, 1.12]

  /// Reads a face in a still as precisely as possible, near where it was read before: the mean over crops of several
  /// sizes and their mirror images, for six times the time. The confidence is that in the usual crop.
  func precise(around landmarks: Landmarks, of luma: Image) -> LandmarkReading {
    let crop = FaceCrop.landmarks(around: landmarks)
    let usual = self(crop, of: luma, withMirror: true)
    let readings = [usual] + Self.otherScales.map { self(crop.scaled(by: $0), of: luma, withMirror: true) }
    func mean(_ value: (LandmarkReading) -> Double) -> Double {
      readings.reduce(0) { $0 + value($1) } / Double(readings.count)
    }
    return LandmarkReading(
      landmarks: Landmarks(usual.landmarks.points.indices.map { k in .mean(readings.map { $0.landmarks.points[k] }) }),
      pose: HeadPose(x: mean(\.pose.x), y: mean(\.pose.y), z: mean(\.pose.z)),
      confidence: usual.confidence
    )
  }

  /// Feature maps of a standardised crop after the stem and each stage: (48, 48, 16), (24, 24, 32), (12, 12, 64),
  /// (6, 6, 96).
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
    let features = hidden.rectified(mean.view)
    let values = output(features.view).values.map(Double.init)
    return RawReading(
      positions: Self.positions(heatMaps(maps)),
      pose: HeadPose(x: values[0], y: values[1], z: values[2]),
      logit: values[3]
    )
  }

  /// Mean position of each heat map, in sides of the crop from its centre.
  static func positions(_ heat: Matrix) -> [Point] {
    let sums = Matrix(rows: 2, columns: heat.columns)
    let positions = Matrix(rows: heat.columns, columns: 2)
    ck_soft_argmax(heat.pointer, gridSize, heat.columns, sums.pointer, positions.pointer)
    return (0..<positions.rows).map { Point(x: Double(positions[$0, 0]), y: Double(positions[$0, 1])) }
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
  let positions: [Point]
  let pose: HeadPose
  let logit: Double

  /// The reading of the mirrored crop.
  var mirrored: RawReading {
    RawReading(
      positions: Landmarks.mirroredOrder.map { Point(x: -positions[$0].x, y: positions[$0].y) },
      pose: pose.mirrored,
      logit: logit
    )
  }

  static func mean(_ one: RawReading, _ other: RawReading) -> RawReading {
    RawReading(
      positions: zip(one.positions, other.positions).map { .mean([$0, $1]) },
      pose: HeadPose(
        x: (one.pose.x + other.pose.x) / 2,
        y: (one.pose.y + other.pose.y) / 2,
        z: (one.pose.z + other.pose.z) / 2
      ),
      logit: (one.logit + other.logit) / 2
    )
  }
}
