import CKernels
import Foundation
import Networks
import Numerics

/// Turns the hidden states of a pre-trained encoder into voice embeddings: standardises every channel of every layer,
/// adds the layers up with learnt weights (Peters and others, "Deep contextualized word representations", 2018),
/// projects the sum and rectifies it.
struct StateProjection {
  /// How much faster the logarithms of the layers' weights are learnt than other parameters, which would leave the weights
  /// about equal.
  private static let layerRate: Float = 10

  /// Hidden states per instant, and the channels of each.
  private let stateCount: Int
  private let width: Int
  /// Mean of every channel in the training clips, and the reciprocal of its standard deviation: (1, states · width).
  private let mean: Matrix
  private let scale: Matrix
  /// The logarithm of each layer's weight, up to a constant, divided by `layerRate`: (1, states).
  private let layers: Matrix
  private let project: Linear

  /// Reads `name.mean`, `name.scale`, `name.layers` and `name.project`. Throws `SafeTensorsError`.
  init(_ name: String, in source: some WeightSource, encoder: EncoderIdentity, outputs: Int) throws {
    (stateCount, width) = (encoder.stateCount, encoder.width)
    mean = try source.weights("\(name).mean", shape: [encoder.channelCount], initial: .zeros)
    scale = try source.weights("\(name).scale", shape: [encoder.channelCount], initial: .ones)
    layers = try source.weights("\(name).layers", shape: [encoder.stateCount], initial: .zeros)
    project = try Linear("\(name).project", in: source, inputs: encoder.width, outputs: outputs)
  }

  /// (moments, states · width) → (moments, outputs)
  ///
  /// - Parameter dropout: factors for the standardised channels, (moments, states · width); nil for none.
  func callAsFunction(_ states: Matrix, dropout: Matrix? = nil, on tape: Tape?) -> Matrix {
    let standardised = standardised(states)
    if let dropout { standardised.multiply(by: dropout) }
    return project(weighted(standardised, on: tape), on: tape).rectified(on: tape)
  }

  private func standardised(_ states: Matrix) -> Matrix {
    let columns = stateCount * width
    precondition(states.columns == columns, "\(states.columns) channels, expected \(stateCount) · \(width)")
    let output = Matrix(rows: states.rows, columns: columns)
    for row in 0..<states.rows {
      ck_standardise(
        states.pointer + row * columns,
        mean.pointer,
        scale.pointer,
        output.pointer + row * columns,
        columns
      )
    }
    return output
  }

  /// The layers' weights, with a sum of 1.
  private var shares: [Float] {
    let maximum = layers.elements.max() ?? 0
    let weights = layers.elements.map { exp(Self.layerRate * ($0 - maximum)) }
    let sum = weights.reduce(0, +)
    return weights.map { $0 / sum }
  }

  /// The weighted sum of the standardised layers: (moments, states · width) → (moments, width).
  private func weighted(_ states: Matrix, on tape: Tape?) -> Matrix {
    let shares = shares
    let output = Matrix(rows: states.rows, columns: width)
    for row in 0..<states.rows {
      for layer in 0..<stateCount {
        let values = states.pointer + row * states.columns + layer * width
        ck_add_multiple(output.pointer + row * width, values, shares[layer], width)
      }
    }
    tape?.record(output, from: [layers]) { [self] tape, gradient in
      guard let toLayers = tape.gradient(of: layers) else { return }
      let products = products(states, gradient)
      let mean = zip(shares, products).reduce(0) { $0 + $1.0 * $1.1 }
      for layer in 0..<stateCount { toLayers[0, layer] += Self.layerRate * shares[layer] * (products[layer] - mean) }
    }
    return output
  }

  /// Returns, for each layer, the sum of the products of its standardised states with the gradient of their sum.
  private func products(_ states: Matrix, _ gradient: Matrix) -> [Float] {
    var products = [Float](repeating: 0, count: stateCount)
    for row in 0..<states.rows {
      for layer in 0..<stateCount {
        let values = states.pointer + row * states.columns + layer * width
        products[layer] += ck_dot(gradient.pointer + row * width, values, width)
      }
    }
    return products
  }
}
