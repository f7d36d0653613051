import CKernels
import Networks
import Numerics

/// The convolutions of Wav2Vec 2.0 that turn a waveform into features, one every 20 ms (Baevski et al. 2020).
///
/// All layers of a block of states are computed before the next block, so that their maps stay small: the first layer
/// has 64 rows of 512 channels for each state.
struct FeatureExtractor {
  private struct Layer {
    let convolution: TimeConvolution
    let norm: LayerNorm?
  }

  private let layers: [Layer]
  private let channelNorm: ChannelNorm?

  /// States at once: the first layer's rows then take 6.5 MB.
  static let blockLength = 50

  /// Reads `feature_extractor.conv_layers.…`. Throws what the source throws.
  init(_ configuration: Wav2Vec2Configuration, in source: some StoredWeightSource) throws {
    func name(_ layer: Int) -> String { "feature_extractor.conv_layers.\(layer)" }
    layers = try configuration.convolutions.enumerated().map { index, shape in
      let convolution = try TimeConvolution(
        "\(name(index)).conv",
        in: source,
        inputs: shape.inputs,
        outputs: shape.outputs,
        taps: shape.taps,
        stride: shape.stride,
        hasBias: configuration.convolutionsHaveBias
      )
      let hasNorm = configuration.extractorNorm == .layer
      let norm = try hasNorm ? LayerNorm("\(name(index)).layer_norm", in: source, channels: shape.outputs) : nil
      return Layer(convolution: convolution, norm: norm)
    }
    let channels = configuration.convolutions[0].outputs
    let isGrouped = configuration.extractorNorm == .group
    channelNorm = try isGrouped ? ChannelNorm("\(name(0)).layer_norm", in: source, channels: channels) : nil
  }

  /// sound (samples, 1) → (states, channels)
  func callAsFunction(_ sound: Matrix, blockLength: Int = blockLength) -> Matrix {
    var layers = self.layers
    if let channelNorm {
      let folded = channelNorm.folded(into: layers[0].convolution, over: sound)
      layers[0] = Layer(convolution: folded, norm: nil)
    }
    let count = layers.reduce(sound.rows) { $1.convolution.outputRows(inputRows: $0) }
    let result = Matrix(rows: count, columns: layers[layers.count - 1].convolution.outputs)
    let scratch = [ScratchMatrix(), ScratchMatrix()]
    for first in stride(from: 0, to: count, by: blockLength) {
      let block = first..<min(count, first + blockLength)
      let needed = Self.rows(of: layers.map(\.convolution), for: block)
      var input = sound.view(rows: needed[0])
      for (index, layer) in layers.enumerated() {
        let isLast = index == layers.count - 1
        let output =
          isLast
          ? result.view(rows: block)
          : scratch[index % 2].view(rows: needed[index + 1].count, columns: layer.convolution.outputs)
        layer.convolution(input, into: output)
        layer.norm?.apply(to: output)
        ck_gelu(output.pointer, output.rows * output.columns)
        input = output
      }
    }
    return result
  }

  /// Returns the rows of the sound and of each layer's output that a block of states needs.
  static func rows(of layers: [TimeConvolution], for block: Range<Int>) -> [Range<Int>] {
    var rows = [block]
    for layer in layers.reversed() {
      let next = rows[rows.count - 1]
      rows.append(next.lowerBound * layer.stride..<(next.upperBound - 1) * layer.stride + layer.taps)
    }
    return rows.reversed()
  }
}

/// The norm of each channel of the first convolution's output over all time: a group norm with as many groups as
/// channels.
///
/// Mean and variance of the output follow from the mean and the covariance of the samples under the taps, so the norm
/// becomes part of the convolution's weights, and its output is computed only once.
struct ChannelNorm {
  private let weight: [Float]
  private let bias: [Float]

  private static let epsilon = 1e-5

  /// Reads `name.weight` and `name.bias`, each (channels). Throws what the source throws.
  init(_ name: String, in source: some StoredWeightSource, channels: Int) throws {
    weight = try source.vector("\(name).weight", count: channels)
    bias = try source.vector("\(name).bias", count: channels)
  }

  /// Returns the convolution with the norm of its output over this sound, (samples, 1), which covers at least one step.
  func folded(into convolution: TimeConvolution, over sound: Matrix) -> TimeConvolution {
    let (mean, covariance) = Self.moments(of: sound, under: convolution)
    let weights = Matrix(copying: convolution.weight)
    var shifts = bias
    for channel in weight.indices {
      let taps = (0..<convolution.taps).map { Double(weights[$0, channel]) }
      var level = 0.0
      var variance = 0.0
      for tap in taps.indices {
        level += taps[tap] * mean[tap]
        for other in taps.indices { variance += taps[tap] * taps[other] * covariance[tap][other] }
      }
      let scale = Double(weight[channel]) / (max(0, variance) + Self.epsilon).squareRoot()
      for tap in taps.indices { weights[tap, channel] = Float(taps[tap] * scale) }
      // The convolution's own bias is part of the mean, and vanishes.
      shifts[channel] -= Float(level * scale)
    }
    return TimeConvolution(weight: weights, bias: shifts, inputs: 1, stride: convolution.stride)
  }

  /// Mean and covariance of the samples under each tap.
  private static func moments(
    of sound: Matrix,
    under convolution: TimeConvolution
  ) -> (mean: [Double], covariance: [[Double]]) {
    let samples = sound.elements
    let taps = convolution.taps
    let steps = convolution.outputRows(inputRows: samples.count)
    // The samples' mean is taken out first, so that the products do not cancel.
    let level = samples.reduce(0.0) { $0 + Double($1) } / Double(samples.count)
    var sums = [Double](repeating: 0, count: taps)
    var products = [Double](repeating: 0, count: taps * taps)
    for step in 0..<steps {
      for tap in 0..<taps {
        let value = Double(samples[step * convolution.stride + tap]) - level
        sums[tap] += value
        for other in 0...tap {
          products[tap * taps + other] += value * (Double(samples[step * convolution.stride + other]) - level)
        }
      }
    }
    let mean = sums.map { $0 / Double(steps) }
    let covariance = (0..<taps).map { tap in
      (0..<taps).map { other in
        products[max(tap, other) * taps + min(tap, other)] / Double(steps) - mean[tap] * mean[other]
      }
    }
    return (mean.map { $0 + level }, covariance)
  }
}
