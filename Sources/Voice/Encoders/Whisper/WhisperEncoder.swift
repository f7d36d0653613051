import CKernels
import Networks
import Numerics

/// The encoder of Whisper (Radford et al., "Robust speech recognition via large-scale weak supervision", 2022): two
/// convolutions over the log-mel spectrogram, the second of which halves the steps, positions, and transformer layers
/// with their norms before attention and feed-forward network. State i is centred on 0.02 i s.
///
/// The sound is not padded to 30 s, which takes most of the time of a short one.
struct WhisperEncoder: SpeechEncoder, @unchecked Sendable {
  // The weights are only read after init, so it is safe to share between threads.

  let architecture = "whisper"
  let width: Int
  let firstStateSeconds = 0.0
  let parameterCount: Int
  var layerCount: Int { layers.count }

  private let logMel: WhisperLogMel
  private let first: TimeConvolution
  private let second: TimeConvolution
  /// (positions, width)
  private let positions: StoredMatrix
  private let layers: [TransformerLayer]
  /// Applied after the last layer.
  private let norm: LayerNorm

  private static let stepsPerState = 2

  /// Number of states of a sound of that many samples: ⌈⌊samples / 160⌋ / 2⌉; 1 for fewer than 400 samples.
  func stateCount(samples: Int) -> Int {
    (WhisperLogMel.stepCount(samples: samples) + 1) / Self.stepsPerState
  }

  /// See `SpeechEncoder`. More than 30 s, the length of the positions, are a programming error and trap.
  func encode(
    _ samples: UnsafeBufferPointer<Float>,
    through last: Int,
    receive: (Int, Matrix) throws -> Void
  ) rethrows {
    precondition(stateCount(samples: samples.count) <= positions.rows, "\(samples.count) samples are more than 30 s")
    precondition(0...layerCount ~= last, "layer \(last) of \(layerCount)")
    let workspace = TransformerWorkspace()
    var states = embedded(samples, in: workspace)
    for number in 0...last {
      if number > 0 { states = layers[number - 1](states, in: workspace) }
      if number == layerCount { norm.apply(to: states) }
      try receive(number, states)
    }
  }

  /// The input of the first layer, (states, width).
  private func embedded(_ samples: UnsafeBufferPointer<Float>, in workspace: TransformerWorkspace) -> Matrix {
    let steps = logMel(samples)
    // Both convolutions read one row of zeros at either end.
    let inner = 1..<steps.rows + 1
    let input = Matrix(rows: steps.rows + 2, columns: steps.columns)
    input.row(1).baseAddress!.update(from: steps.pointer, count: steps.rows * steps.columns)
    let hidden = Matrix(rows: steps.rows + 2, columns: width)
    first(input.view, into: hidden.view(rows: inner))
    ck_gelu(hidden.row(1).baseAddress!, inner.count * width)
    let states = Matrix(rows: second.outputRows(inputRows: hidden.rows), columns: width)
    second(hidden.view, into: states.view)
    ck_gelu(states.pointer, states.rows * width)
    let positions = positions.view(rows: 0..<states.rows, in: workspace.widened)
    ck_add(states.pointer, positions.pointer, states.rows * width)
    return states
  }
}

extension WhisperEncoder {
  /// Positions of 30 s.
  static let positionCount = 1500
  /// What the tensors' names begin with in a whole model, in one with another head, and in the encoder alone.
  private static let prefixes = ["model.encoder.", "encoder.", ""]

  /// Reads the encoder; the decoder's tensors are ignored. Throws `EncoderError`.
  init(_ source: EncoderSource) throws {
    let (settings, weights) = (source.settings, source.weights)
    _ = try settings.choice("activation_function", of: ["gelu"], default: "gelu")
    let bands = try settings.integer("num_mel_bins", in: 1...512, default: 80)
    let width = try settings.integer("d_model", in: 1...16_384, default: 384)
    let inner = try settings.integer("encoder_ffn_dim", in: 1...65_536, default: 1536)
    let heads = try settings.integer("encoder_attention_heads", in: 1...256, default: 6)
    guard width % heads == 0 else {
      throw settings.problem("encoder_attention_heads", "is \(heads), which does not divide d_model, \(width)")
    }
    let count = try settings.integer("encoder_layers", in: 1...256, default: 4)
    // Fewer would not do for a block; no Whisper has more.
    let exactly = Self.positionCount...Self.positionCount
    let positions = try settings.integer("max_source_positions", in: exactly, default: Self.positionCount)
    try Self.checkFeatures(source.preprocessing, bands: bands)

    try weights.choosePrefix(of: "conv1.weight", among: Self.prefixes)
    self.width = width
    logMel = WhisperLogMel(bandCount: bands)
    first = try TimeConvolution("conv1", in: weights, inputs: bands, outputs: width, taps: 3, stride: 1)
    second = try TimeConvolution(
      "conv2",
      in: weights,
      inputs: width,
      outputs: width,
      taps: 3,
      stride: Self.stepsPerState
    )
    self.positions = try weights.stored("embed_positions.weight", shape: [positions, width])
    layers = try (0..<count).map { number in
      let name = "layers.\(number)"
      return TransformerLayer(
        attention: try SelfAttention("\(name).self_attn", in: weights, width: width, heads: heads, keyHasBias: false),
        attentionNorm: try LayerNorm("\(name).self_attn_layer_norm", in: weights, channels: width),
        expand: try StoredLinear("\(name).fc1", in: weights, inputs: width, outputs: inner),
        contract: try StoredLinear("\(name).fc2", in: weights, inputs: inner, outputs: width),
        outputNorm: try LayerNorm("\(name).final_layer_norm", in: weights, channels: width),
        norms: .before
      )
    }
    norm = try LayerNorm("layer_norm", in: weights, channels: width)
    parameterCount = weights.parameterCount
  }

  /// Throws `EncoderError` if the spectrogram is not the one of `WhisperLogMel`.
  private static func checkFeatures(_ preprocessing: EncoderSettings, bands: Int) throws(EncoderError) {
    let expected = [
      ("n_fft", WhisperLogMel.transformLength), ("hop_length", WhisperLogMel.hop), ("feature_size", bands),
    ]
    for (key, value) in expected {
      let found = try preprocessing.integer(key, in: 1...1_000_000, default: value)
      guard found == value else { throw preprocessing.problem(key, "is \(found), but must be \(value)") }
    }
  }
}
