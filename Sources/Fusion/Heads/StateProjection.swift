import Foundation
import Networks
import Numerics

/// Turns the hidden states of a pre-trained encoder into voice embeddings: standardises every channel of every layer,
/// adds the layers up with learnt weights (Peters and others, "Deep contextualized word representations", 2018),
/// projects the sum and normalises it.
struct StateProjection {
  /// Hidden states per instant, and the channels of each.
  private let stateCount: Int
  private let width: Int
  /// Mean of every channel in the training clips, and the reciprocal of its standard deviation: (1, states · width).
  private let mean: Matrix
  private let scale: Matrix
  /// The logarithm of each layer's weight, up to a constant: (1, states).
  private let layers: Matrix
  private let project: Linear
  private let norm: LayerNorm

  /// Reads `name.mean`, `name.scale`, `name.layers`, `name.project` and `name.norm`. Throws `SafeTensorsError`.
  init(_ name: String, in source: some WeightSource, encoder: EncoderIdentity, outputs: Int) throws {
    (stateCount, width) = (encoder.stateCount, encoder.width)
    mean = try source.weights("\(name).mean", shape: [encoder.channelCount], initial: .zeros)
    scale = try source.weights("\(name).scale", shape: [encoder.channelCount], initial: .ones)
    layers = try source.weights("\(name).layers", shape: [encoder.stateCount], initial: .zeros)
    project = try Linear("\(name).project", in: source, inputs: encoder.width, outputs: outputs)
    norm = try LayerNorm("\(name).norm", in: source, channels: outputs)
  }

  /// (moments, states · width) → (moments, outputs)
  func callAsFunction(_ states: Matrix, on tape: Tape?) -> Matrix {
    norm(project(weighted(states, on: tape), on: tape), on: tape)
  }

  /// The softmax of `layers`.
  private var shares: [Float] {
    let maximum = layers.elements.max() ?? 0
    let weights = layers.elements.map { exp($0 - maximum) }
    let sum = weights.reduce(0, +)
    return weights.map { $0 / sum }
  }

  /// The weighted sum of the standardised layers: (moments, states · width) → (moments, width).
  private func weighted(_ states: Matrix, on tape: Tape?) -> Matrix {
    precondition(states.columns == stateCount * width, "\(states.columns) channels, expected \(stateCount) · \(width)")
    let shares = shares
    let output = Matrix(rows: states.rows, columns: width)
    for row in 0..<states.rows {
      let (values, sum) = (states.row(row), output.row(row))
      for layer in 0..<stateCount {
        let start = layer * width
        for channel in 0..<width {
          let index = start + channel
          sum[channel] += shares[layer] * (values[index] - mean.pointer[index]) * scale.pointer[index]
        }
      }
    }
    tape?.record(output, from: [layers]) { [self] tape, gradient in
      guard let toLayers = tape.gradient(of: layers) else { return }
      let products = products(states, gradient)
      let mean = zip(shares, products).reduce(0) { $0 + $1.0 * $1.1 }
      for layer in 0..<stateCount { toLayers[0, layer] += shares[layer] * (products[layer] - mean) }
    }
    return output
  }

  /// Returns, for each layer, the sum of the products of its standardised states with the gradient of their sum.
  private func products(_ states: Matrix, _ gradient: Matrix) -> [Float] {
    var products = [Float](repeating: 0, count: stateCount)
    for row in 0..<states.rows {
      let (values, upstream) = (states.row(row), gradient.row(row))
      for layer in 0..<stateCount {
        let start = layer * width
        for channel in 0..<width {
          let index = start + channel
          products[layer] += upstream[channel] * (values[index] - mean.pointer[index]) * scale.pointer[index]
        }
      }
    }
    return products
  }
}
