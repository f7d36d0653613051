import Networks
import Numerics

/// An encoder of the Wav2Vec 2.0 family: convolutions on the waveform, a projection, convolutions for positions and a
/// transformer (Baevski et al., "wav2vec 2.0", 2020).
final class Wav2Vec2Encoder: SpeechEncoder, @unchecked Sendable {
  // All weights are only read after init, so it is safe to share between threads.

  let parameterCount: Int
  private let configuration: Wav2Vec2Configuration
  private let extractor: FeatureExtractor
  private let projectionNorm: LayerNorm?
  private let projection: StoredLinear
  private let positions: PositionalConvolution
  /// Before the first layer, where layers end with their norms. Where they begin with them, the norm after the last
  /// layer is no part of its hidden states.
  private let firstNorm: LayerNorm?
  private let layers: [TransformerLayer]
  private let distances: RelativePositionBias?

  private static let sampleRate = 16_000.0

  /// Reads the network. Throws `EncoderError`.
  init(_ family: Wav2Vec2Family, in source: EncoderSource) throws {
    let weights = source.weights
    configuration = try Wav2Vec2Configuration(family, source.settings, preprocessing: source.preprocessing)
    try weights.choosePrefix(of: "feature_projection.projection.weight", among: ["", family.prefix])
    let (width, epsilon) = (configuration.width, configuration.layerNormEpsilon)
    let features = configuration.convolutions[configuration.convolutions.count - 1].outputs
    extractor = try FeatureExtractor(configuration, in: weights)
    projectionNorm =
      try configuration.projectionHasNorm
      ? LayerNorm("feature_projection.layer_norm", in: weights, channels: features, epsilon: epsilon) : nil
    projection = try StoredLinear("feature_projection.projection", in: weights, inputs: features, outputs: width)
    positions = try PositionalConvolution(configuration, in: weights)
    firstNorm =
      try configuration.normsComeFirst
      ? nil : LayerNorm("encoder.layer_norm", in: weights, channels: width, epsilon: epsilon)
    layers = try (0..<configuration.layers).map { [configuration] in
      try Self.layer("encoder.layers.\($0)", of: configuration, in: weights)
    }
    distances =
      try family == .wavLM
      ? RelativePositionBias(
        "encoder.layers.0.attention.rel_attn_embed",
        in: weights,
        buckets: configuration.buckets,
        heads: configuration.heads,
        maxDistance: configuration.maxDistance
      ) : nil
    parameterCount = weights.parameterCount
  }

  var architecture: String { configuration.family.rawValue }
  var width: Int { configuration.width }
  var layerCount: Int { configuration.layers }

  /// Half of what a state covers.
  var firstStateSeconds: Double { Double(configuration.receptiveField) / 2 / Self.sampleRate }

  func stateCount(samples: Int) -> Int {
    configuration.stateCount(samples: samples)
  }

  func encode(
    _ samples: UnsafeBufferPointer<Float>,
    through last: Int,
    receive: (Int, Matrix) throws -> Void
  ) rethrows {
    precondition((0...layerCount).contains(last), "layer \(last) of \(layerCount)")
    let workspace = TransformerWorkspace()
    var states = firstStates(of: sound(samples), in: workspace)
    let diagonals = distances?.diagonals(rows: states.rows)
    try receive(0, states)
    for number in 0..<last {
      states = layers[number](states, positions: diagonals, in: workspace)
      try receive(number + 1, states)
    }
  }

  /// Normalises the samples if the network wants it, and adds zeros up to what one state covers: (samples, 1).
  private func sound(_ samples: UnsafeBufferPointer<Float>) -> Matrix {
    let sound = Matrix(rows: max(samples.count, configuration.receptiveField), columns: 1)
    guard let start = samples.baseAddress, samples.count > 0 else { return sound }
    sound.pointer.update(from: start, count: samples.count)
    guard configuration.normalisesSound else { return sound }
    let count = Double(samples.count)
    let mean = samples.reduce(0.0) { $0 + Double($1) } / count
    let variance = samples.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / count
    let scale = 1 / (variance + 1e-7).squareRoot()
    for index in samples.indices { sound.pointer[index] = Float((Double(samples[index]) - mean) * scale) }
    return sound
  }

  /// The input of the first layer.
  private func firstStates(of sound: Matrix, in workspace: TransformerWorkspace) -> Matrix {
    let features = extractor(sound)
    projectionNorm?.apply(to: features)
    let states = Matrix(rows: features.rows, columns: width)
    projection(features.view, into: states.view, widened: workspace.widened)
    positions.add(to: states)
    firstNorm?.apply(to: states)
    return states
  }

  private static func layer(
    _ name: String,
    of configuration: Wav2Vec2Configuration,
    in source: EncoderWeights
  ) throws -> TransformerLayer {
    let (width, inner) = (configuration.width, configuration.innerWidth)
    func norm(_ part: String) throws -> LayerNorm {
      try LayerNorm("\(name).\(part)", in: source, channels: width, epsilon: configuration.layerNormEpsilon)
    }
    func linear(_ part: String, inputs: Int, outputs: Int) throws -> StoredLinear {
      try StoredLinear("\(name).feed_forward.\(part)", in: source, inputs: inputs, outputs: outputs)
    }
    return TransformerLayer(
      attention: try SelfAttention(
        "\(name).attention",
        in: source,
        width: width,
        heads: configuration.heads,
        hasPositionGate: configuration.family == .wavLM
      ),
      attentionNorm: try norm("layer_norm"),
      expand: try linear("intermediate_dense", inputs: width, outputs: inner),
      contract: try linear("output_dense", inputs: inner, outputs: width),
      outputNorm: try norm("final_layer_norm"),
      norms: configuration.normsComeFirst ? .before : .after
    )
  }
}
