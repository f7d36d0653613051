import CKernels
import Foundation
import Networks
import Numerics

/// What tells the transformer about positions: convolutions over the features in groups of channels, each followed by a
/// GELU (Baevski et al. 2020; data2vec has several, with a norm before each GELU).
struct PositionalConvolution {
  private struct Layer {
    /// One for each group of channels.
    let groups: [TimeConvolution]
    let norm: LayerNorm?

    /// (rows, width) → (rows, width)
    func callAsFunction(_ input: Matrix) -> Matrix {
      let output = Matrix(rows: input.rows, columns: input.columns)
      for (group, convolution) in groups.enumerated() {
        let channels = group * convolution.inputs..<(group + 1) * convolution.inputs
        // With an even number of taps the last output is left out, which takes one row of zeros less at the end.
        let padded = Matrix(rows: input.rows + convolution.taps - 1, columns: convolution.inputs)
        for row in 0..<input.rows {
          padded.row(row + convolution.taps / 2).baseAddress!.update(
            from: input.pointer + row * input.columns + channels.lowerBound,
            count: channels.count
          )
        }
        convolution(padded.view, into: output.view(columns: channels))
      }
      norm?.apply(to: output)
      ck_gelu(output.pointer, output.rows * output.columns)
      return output
    }
  }

  private let layers: [Layer]

  /// Reads `encoder.pos_conv_embed.…`. Throws what the source throws.
  init(_ configuration: Wav2Vec2Configuration, in source: EncoderWeights) throws {
    let name = "encoder.pos_conv_embed"
    let width = configuration.width
    let groups = configuration.positionGroups
    layers = try configuration.positionTaps.enumerated().map { index, taps in
      let shape = [width, width / groups, taps]
      let conv = configuration.family == .data2vec ? "\(name).layers.\(index).conv" : "\(name).conv"
      let bias = try source.vector("\(conv).bias", count: width)
      let weight: Matrix
      if configuration.family == .data2vec {
        weight = try source.stored("\(conv).weight", shape: shape).widened()
      } else {
        weight = try Self.weightNormed(conv, shape: shape, in: source)
      }
      let norm = configuration.family == .data2vec ? LayerNorm(channels: width) : nil
      return Layer(groups: Self.grouped(weight, bias: bias, groups: groups), norm: norm)
    }
  }

  /// Adds the positions' part to states (rows, width).
  func add(to states: Matrix) {
    var features = states
    for layer in layers { features = layer(features) }
    states.add(features)
  }

  /// Undoes weight norm over the taps (Salimans and Kingma 2016): w = g · v / |v|, with one g and one |v| for each tap.
  /// PyTorch has two names for g and v.
  private static func weightNormed(_ name: String, shape: [Int], in source: EncoderWeights) throws -> Matrix {
    let isOld = source.contains("\(name).weight_g")
    let lengthName = isOld ? "weight_g" : "parametrizations.weight.original0"
    let directionName = isOld ? "weight_v" : "parametrizations.weight.original1"
    let taps = shape[2]
    let lengths = try source.stored("\(name).\(lengthName)", shape: [1, 1, taps]).widened()
    let weight = try source.stored("\(name).\(directionName)", shape: shape).widened()
    let elements = weight.elements
    var squares = [Double](repeating: 0, count: taps)
    for index in elements.indices { squares[index % taps] += Double(elements[index]) * Double(elements[index]) }
    let scales = (0..<taps).map { Float(Double(lengths[0, $0]) / squares[$0].squareRoot()) }
    for index in elements.indices { elements[index] *= scales[index % taps] }
    return weight
  }

  /// Returns a convolution for each group's rows of the weight (width, width / groups · taps).
  private static func grouped(_ weight: Matrix, bias: [Float], groups: Int) -> [TimeConvolution] {
    let size = weight.rows / groups
    return (0..<groups).map { group in
      let rows = group * size..<(group + 1) * size
      let packed = TimeConvolution.packed(weight.view(rows: rows), inputs: size)
      return TimeConvolution(weight: packed, bias: Array(bias[rows]), inputs: size, stride: 1)
    }
  }
}
