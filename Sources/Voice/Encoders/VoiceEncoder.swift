import CKernels
import Networks
import Numerics

/// The network that turns a log-mel spectrogram into voice embeddings: four 3×3 convolutions, a projection, a
/// bidirectional GRU and a layer norm. The convolutions reduce time by a factor of four and the bands to four
/// positions; the channels of the first are groups of four neighbouring bands. Trained by `Recipes/voice`.
public struct VoiceEncoder {
  /// Channels of an embedding.
  public static let width = 256
  /// Log-mel steps per embedding; embedding j is at step 4 j.
  public static let stepsPerEmbedding = VoiceClock.stepsPerMoment

  /// Neighbouring bands that form the input channels of the first convolution.
  private static let neighbours = 4
  private static let channels = [neighbours, 48, 96, 128, 160]
  private static let strides: [(down: Int, across: Int)] = [(2, 1), (2, 2), (1, 2), (1, 2)]

  private let mean: [Float]
  private let scale: [Float]
  private let convolutions: [Convolution]
  private let project: Linear
  private let recurrent: BidirectionalGRU
  private let norm: LayerNorm

  /// Reads the weights. Throws `SafeTensorsError`.
  public init(weights file: SafeTensors) throws {
    mean = try file.floats("mel.mean", shape: [LogMel.bandCount])
    scale = try file.floats("mel.scale", shape: [LogMel.bandCount])
    convolutions = try Self.strides.enumerated().map { layer, stride in
      try Convolution(
        "conv\(layer + 1)",
        in: file,
        inputs: Self.channels[layer],
        outputs: Self.channels[layer + 1],
        strideDown: stride.down,
        strideAcross: stride.across
      )
    }
    project = try Linear("project", in: file, inputs: 4 * Self.channels[4], outputs: Self.width)
    recurrent = try BidirectionalGRU("gru", in: file, inputs: Self.width, size: Self.width / 2)
    norm = try LayerNorm("norm", in: file, channels: Self.width)
  }

  /// Number of embeddings of a spectrogram of `steps` steps.
  public static func embeddingCount(steps: Int) -> Int {
    (steps + stepsPerEmbedding - 1) / stepsPerEmbedding
  }

  /// Encodes a log-mel spectrogram, (steps, 128), as embeddings, (⌈steps / 4⌉, 256).
  public func callAsFunction(_ logMel: MatrixView) -> Matrix {
    let embeddings = recurrent(projected(logMel).view)
    norm.apply(to: embeddings)
    return embeddings
  }

  /// Standardises the spectrogram and arranges it as a map of 32 groups of bands.
  func standardised(_ logMel: MatrixView) -> FeatureMap {
    precondition(logMel.columns == LogMel.bandCount, "\(logMel.columns) bands, expected \(LogMel.bandCount)")
    let map = FeatureMap(
      height: logMel.rows,
      width: LogMel.bandCount / Self.neighbours,
      channels: Self.neighbours
    )
    for row in 0..<logMel.rows {
      ck_standardise(
        logMel.pointer + row * logMel.stride,
        mean,
        scale,
        map.line(row).baseAddress!,
        LogMel.bandCount
      )
    }
    return map
  }

  /// Output of the first convolution: (⌈steps / 2⌉, 32, 48).
  func firstMap(_ logMel: MatrixView) -> FeatureMap {
    convolutions[0](standardised(logMel))
  }

  /// Input of the recurrent layer: (⌈steps / 4⌉, 256).
  func projected(_ logMel: MatrixView) -> Matrix {
    let map = convolutions.reduce(standardised(logMel)) { map, convolution in convolution(map) }
    return project.rectified(map.lines)
  }

  /// Output of the recurrent layer: (⌈steps / 4⌉, 256).
  func recurrentOutput(_ logMel: MatrixView) -> Matrix {
    recurrent(projected(logMel).view)
  }
}
