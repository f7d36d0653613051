import Networks
import Numerics

/// The network that encodes a face's expression as an embedding, from a small crop of the whole face and the features
/// of the aligned face.
public struct ExpressionEncoder {
  /// Channels of an embedding.
  public static let width = 512
  /// Side of the crop in cells.
  static let inputSize = 48
  private static let fineWidth = 128

  private let stem: Convolution
  private let stages: [Stage]
  private let whole: Linear
  /// The reference face for alignment.
  let reference: ReferenceFace
  private let fine: AlignedFaceLayer
  private let joint: Linear

  /// Reads the weights. Throws `SafeTensorsError`.
  public init(weights file: SafeTensors) throws {
    stem = try Convolution("stem", in: file, inputs: 1, outputs: 16)
    var inputs = 16
    stages = try [(32, 1), (64, 1), (112, 2)].enumerated().map { index, shape in
      defer { inputs = shape.0 }
      return try Stage("stage\(index + 1)", in: file, inputs: inputs, outputs: shape.0, residuals: shape.1)
    }
    whole = try Linear("coarse", in: file, inputs: inputs, outputs: Self.width)
    reference = try ReferenceFace(in: file)
    fine = AlignedFaceLayer(
      appearance: try file.matrix("fine.appearance.weight", rows: Self.fineWidth, columns: OrientedGradients.count),
      geometry: try file.matrix("fine.geometry.weight", rows: Self.fineWidth, columns: 2 * Landmarks.count),
      bias: Matrix(rows: 1, columns: Self.fineWidth, values: try file.floats("fine.bias", shape: [Self.fineWidth]))
    )
    joint = try Linear("joint", in: file, inputs: Self.width + Self.fineWidth, outputs: Self.width)
  }

  /// Encodes a face in a grey image as an embedding, (512).
  ///
  /// - Parameters:
  ///   - crop: the whole face.
  ///   - features: the same face's, aligned to `reference`.
  ///   - withMirror: averages the crop and its mirror image, for twice the time. The aligned features are the same for
  ///     both.
  public func callAsFunction(
    _ crop: FaceCrop,
    _ features: AlignedFaceFeatures,
    of luma: Image,
    withMirror: Bool = false
  ) -> [Float] {
    let face = crop.standardised(luma, size: Self.inputSize)
    let appearances = [coarse(face)] + (withMirror ? [coarse(face.mirrored())] : [])
    return embedding(appearances, features).values
  }

  /// Feature maps of a standardised crop after the stem and each stage: (48, 48, 16), (24, 24, 32), (12, 12, 64),
  /// (6, 6, 112).
  func maps(_ input: FeatureMap) -> [FeatureMap] {
    var maps = [stem(input)]
    for stage in stages { maps.append(stage(maps.last!)) }
    return maps
  }

  /// Encodes a standardised crop, (48, 48, 1), as (1, 512).
  func coarse(_ input: FeatureMap) -> Matrix {
    whole.rectified(maps(input).last!.mean.view)
  }

  /// Joins the mean of the encoded crops, (1, 512) each, to the aligned features: (1, 512).
  func embedding(_ appearances: [Matrix], _ features: AlignedFaceFeatures) -> Matrix {
    let detail = fine(features).values.map { max($0, 0) }
    let sum = appearances.dropFirst().reduce(appearances[0].values) { sum, appearance in
      zip(sum, appearance.values).map { $0 + $1 }
    }
    let mean = sum.map { $0 / Float(appearances.count) }
    let joined = Matrix(rows: 1, columns: mean.count + detail.count, values: mean + detail)
    return joint.rectified(joined.view)
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
