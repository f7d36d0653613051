import CKernels
import Foundation
import Networks
import Numerics

/// Turns the hidden states of the voice encoder into voice embeddings: standardises every channel of every layer,
/// adds the layers up with learnt weights (Peters and others, "Deep contextualized word representations", 2018),
/// twice, with the lower and with the upper half foremost to begin with, projects both sums and rectifies the result.
///
/// Two sums keep what a layer adds to the one below it, which one sum loses.
struct StateProjection {
  /// How much faster the logarithms of the layers' weights are learnt than other parameters, which would leave the weights
  /// about equal.
  private static let layerRate: Float = 10
  private static let sumCount = 2
  /// Before training, the weights of a sum fall off around its layer like a normal distribution of this deviation, in
  /// shares of all layers.
  private static let reach: Float = 0.175

  /// Hidden states per instant, and the channels of each.
  private let stateCount: Int
  private let width: Int
  /// Mean of every channel in the training clips, and the reciprocal of its standard deviation: (1, states · width).
  private let mean: Matrix
  private let scale: Matrix
  /// What was learnt of the logarithm of each layer's weight in each sum, divided by `layerRate`: (sums, states).
  private let layers: Matrix
  private let project: Linear

  /// Channels of the states of an instant.
  var inputs: Int { stateCount * width }

  /// Reads `name.mean`, `name.scale`, `name.layers` and `name.project`. Throws `SafeTensorsError`.
  init(_ name: String, in source: some WeightSource, encoder: EncoderIdentity, outputs: Int) throws {
    (stateCount, width) = (encoder.stateCount, encoder.width)
    mean = try source.weights("\(name).mean", shape: [encoder.channelCount], initial: .zeros)
    scale = try source.weights("\(name).scale", shape: [encoder.channelCount], initial: .ones)
    layers = try source.weights("\(name).layers", shape: [Self.sumCount, encoder.stateCount], initial: .zeros)
    project = try Linear("\(name).project", in: source, inputs: Self.sumCount * encoder.width, outputs: outputs)
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
    let columns = inputs
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

  /// The weights of the layers in a sum, together 1.
  private func layerShares(inSum sum: Int) -> [Float] {
    let last = Float(stateCount - 1)
    let centre = last * Float(sum + 1) / Float(Self.sumCount + 1)
    let spread = max(Self.reach * last, .leastNormalMagnitude)
    let logarithms = (0..<stateCount).map { layer in
      let distance = (Float(layer) - centre) / spread
      return Self.layerRate * layers[sum, layer] - distance * distance / 2
    }
    let maximum = logarithms.max() ?? 0
    let weights = logarithms.map { exp($0 - maximum) }
    let total = weights.reduce(0, +)
    return weights.map { $0 / total }
  }

  /// The weighted sums of the standardised layers: (moments, states · width) → (moments, sums · width).
  private func weighted(_ states: Matrix, on tape: Tape?) -> Matrix {
    let shares = (0..<Self.sumCount).map { layerShares(inSum: $0) }
    let output = Matrix(rows: states.rows, columns: Self.sumCount * width)
    for row in 0..<states.rows {
      for (sum, shares) in shares.enumerated() {
        let target = output.pointer + row * output.columns + sum * width
        for (layer, share) in shares.enumerated() {
          ck_add_multiple(target, states.pointer + row * states.columns + layer * width, share, width)
        }
      }
    }
    tape?.record(output, from: [layers]) { [self] tape, gradient in
      guard let toLayers = tape.gradient(of: layers) else { return }
      for (sum, shares) in shares.enumerated() {
        let products = products(states, gradient, sum: sum)
        let mean = zip(shares, products).reduce(0) { $0 + $1.0 * $1.1 }
        for layer in 0..<stateCount {
          toLayers[sum, layer] += Self.layerRate * shares[layer] * (products[layer] - mean)
        }
      }
    }
    return output
  }

  /// Returns, for each layer, the sum of the products of its standardised states with the gradient of a weighted sum.
  private func products(_ states: Matrix, _ gradient: Matrix, sum: Int) -> [Float] {
    var products = [Float](repeating: 0, count: stateCount)
    for row in 0..<states.rows {
      let arriving = gradient.pointer + row * gradient.columns + sum * width
      for layer in 0..<stateCount {
        products[layer] += ck_dot(arriving, states.pointer + row * states.columns + layer * width, width)
      }
    }
    return products
  }
}
