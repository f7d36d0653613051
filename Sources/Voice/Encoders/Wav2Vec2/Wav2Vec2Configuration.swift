/// The families of encoders that share Wav2Vec 2.0's structure.
enum Wav2Vec2Family: String, CaseIterable {
  /// Also XLS-R.
  case wav2vec2
  case hubert
  case unispeechSAT = "unispeech-sat"
  /// Attention knows distances.
  case wavLM = "wavlm"
  /// Several convolutions for positions, without weight norm.
  case data2vec = "data2vec-audio"

  /// What the names of tensors start with in a network with a head.
  var prefix: String {
    rawValue.replacing("-", with: "_") + "."
  }
}

/// The settings of a Wav2Vec 2.0 network, checked: sizes are positive and fit together.
struct Wav2Vec2Configuration {
  let family: Wav2Vec2Family
  let width: Int
  let layers: Int
  let heads: Int
  let innerWidth: Int
  let layerNormEpsilon: Float
  /// Of the layers that extract features from the waveform.
  let convolutions: [Convolution]
  let convolutionsHaveBias: Bool
  let extractorNorm: ExtractorNorm
  let projectionHasNorm: Bool
  /// Taps of each convolution for positions.
  let positionTaps: [Int]
  let positionGroups: Int
  /// Layer norms stand before attention and feed-forward network instead of after them.
  let normsComeFirst: Bool
  /// WavLM's buckets of distances.
  let buckets: Int
  let maxDistance: Int
  /// Whether sound is brought to mean 0 and variance 1.
  let normalisesSound: Bool

  struct Convolution: Equatable {
    let inputs: Int
    let outputs: Int
    let taps: Int
    let stride: Int
  }

  /// How features are normalised between the convolutions on the waveform.
  enum ExtractorNorm {
    /// Each channel of the first layer over time.
    case group
    /// The channels of every layer.
    case layer
  }

  /// Reads `config.json` and `preprocessor_config.json`. Throws `EncoderError`.
  init(_ family: Wav2Vec2Family, _ settings: EncoderSettings, preprocessing: EncoderSettings) throws(EncoderError) {
    self.family = family
    width = try settings.integer("hidden_size", in: 1...16_384, default: 768)
    layers = try settings.integer("num_hidden_layers", in: 1...256, default: 12)
    heads = try settings.integer("num_attention_heads", in: 1...256, default: 12)
    guard width % heads == 0 else {
      throw settings.problem("num_attention_heads", "is \(heads), which does not divide hidden_size, \(width)")
    }
    innerWidth = try settings.integer("intermediate_size", in: 1...65_536, default: 3072)
    layerNormEpsilon = Float(try settings.number("layer_norm_eps", in: 0...1, default: 1e-5))
    _ = try settings.choice("hidden_act", of: ["gelu"], default: "gelu")
    _ = try settings.choice("feat_extract_activation", of: ["gelu"], default: "gelu")

    convolutions = try Self.convolutions(settings)
    convolutionsHaveBias = try settings.flag("conv_bias", default: false)
    let isData2Vec = family == .data2vec
    let norms = ["group", "layer"]
    let norm = try isData2Vec ? "layer" : settings.choice("feat_extract_norm", of: norms, default: "group")
    extractorNorm = norm == "group" ? .group : .layer
    projectionHasNorm = try family == .hubert ? settings.flag("feat_proj_layer_norm", default: true) : true
    normsComeFirst = try isData2Vec ? false : settings.flag("do_stable_layer_norm", default: false)

    positionGroups = try settings.integer("num_conv_pos_embedding_groups", in: 1...width, default: 16)
    guard width % positionGroups == 0 else {
      let problem = "is \(positionGroups), which does not divide hidden_size, \(width)"
      throw settings.problem("num_conv_pos_embedding_groups", problem)
    }
    if isData2Vec {
      let taps = try settings.integer("conv_pos_kernel_size", in: 1...4096, default: 19)
      let count = try settings.integer("num_conv_pos_embeddings", in: 1...64, default: 5)
      positionTaps = Array(repeating: taps, count: count)
    } else {
      positionTaps = [try settings.integer("num_conv_pos_embeddings", in: 1...4096, default: 128)]
    }
    let isWavLM = family == .wavLM
    buckets = try isWavLM ? settings.integer("num_buckets", in: 4...65_536, default: 320) : 4
    maxDistance = try isWavLM ? settings.integer("max_bucket_distance", in: 1...1_000_000, default: 800) : 2
    guard maxDistance > buckets / 4 else {
      throw settings.problem("max_bucket_distance", "is \(maxDistance), but must exceed a quarter of num_buckets")
    }
    normalisesSound = try preprocessing.flag("do_normalize", default: true)
    try Self.refuseVariants(family, settings)
  }

  /// Samples that one state covers.
  var receptiveField: Int {
    convolutions.reversed().reduce(1) { rows, layer in (rows - 1) * layer.stride + layer.taps }
  }

  func stateCount(samples: Int) -> Int {
    convolutions.reduce(max(samples, receptiveField)) { rows, layer in (rows - layer.taps) / layer.stride + 1 }
  }

  private static func convolutions(_ settings: EncoderSettings) throws(EncoderError) -> [Convolution] {
    let channels = try settings.integers("conv_dim", in: 1...8192, default: [512, 512, 512, 512, 512, 512, 512])
    let strides = try settings.integers("conv_stride", in: 1...1024, default: [5, 2, 2, 2, 2, 2, 2])
    let taps = try settings.integers("conv_kernel", in: 1...1024, default: [10, 3, 3, 3, 3, 2, 2])
    guard channels.count == strides.count, channels.count == taps.count else {
      let counts = "\(channels.count), \(strides.count) and \(taps.count)"
      throw settings.problem("conv_dim", "and conv_stride and conv_kernel have different lengths: \(counts)")
    }
    let samplesPerState = strides.reduce(1) { $0 < 1_000_000 ? $0 * $1 : $0 }
    guard samplesPerState == 320 else {
      throw .unsupported(settings.path, what: "a state every \(samplesPerState) samples instead of 320")
    }
    return channels.indices.map { layer in
      let inputs = layer == 0 ? 1 : channels[layer - 1]
      return Convolution(inputs: inputs, outputs: channels[layer], taps: taps[layer], stride: strides[layer])
    }
  }

  /// Throws for variants of the families that change hidden states and are not here.
  private static func refuseVariants(_ family: Wav2Vec2Family, _ settings: EncoderSettings) throws(EncoderError) {
    if family == .hubert, try settings.flag("conv_pos_batch_norm", default: false) {
      throw .unsupported(settings.path, what: "conv_pos_batch_norm")
    }
    if try settings.flag("add_adapter", default: false) {
      throw .unsupported(settings.path, what: "add_adapter")
    }
    if settings.has("adapter_attn_dim") { throw .unsupported(settings.path, what: "adapter_attn_dim") }
  }
}
