import Numerics

/// A pre-trained network that turns sound at 16 kHz into hidden states, one every 20 ms.
public protocol SpeechEncoder: Sendable {
  /// The family in `transformers`' spelling: "wav2vec2", "hubert", "unispeech-sat", "wavlm", "data2vec-audio" or
  /// "whisper".
  var architecture: String { get }

  /// Channels of a hidden state.
  var width: Int { get }

  /// Transformer layers. Hidden states are numbered from 0, the input of the first layer, to this, as in the
  /// `output_hidden_states` of `transformers` 5.
  var layerCount: Int { get }

  /// Centre of the first state in seconds.
  var firstStateSeconds: Double { get }

  /// Numbers in all weights.
  var parameterCount: Int { get }

  /// Number of states of that many samples; at least 1.
  func stateCount(samples: Int) -> Int

  /// Encodes sound at 16 kHz, full scale ±1, and passes on the hidden states of the layers from 0 to `last` in order.
  ///
  /// Sound shorter than what one state covers is followed by silence, so that there is at least one state.
  ///
  /// - Parameters:
  ///   - last: from 0 to `layerCount`; later layers are not computed.
  ///   - receive: gets the number of the layer and its states, (states, width), which are no longer written to.
  func encode(
    _ samples: UnsafeBufferPointer<Float>,
    through last: Int,
    receive: (Int, Matrix) throws -> Void
  ) rethrows
}

extension SpeechEncoder {
  /// Seconds from one state to the next.
  public var stateSeconds: Double { VoiceClock.momentSeconds / 2 }
}
