/// Names of the fusion model's tensors that code beyond their own layer needs.
public enum FusionTensors {
  /// The voice head. That of the shipped encoder is trained with the encoder.
  public static let voicePrefix = "voice."
  /// The projection of a pre-trained encoder's hidden states. Its `NAME.mean` and `NAME.scale` are computed from the
  /// training clips.
  public static let voiceStates = "voice.states"
  /// The attention pooling of the voice. Speaker baselines depend on it.
  public static let voicePoolPrefix = "voice.pool."
  /// The tensors that every training run on the shipped encoder takes from its initial weights.
  public static let voiceHead = [
    "voice.pool.weight", "voice.pool.bias", "voice.head.weight", "voice.head.bias", "voice.personal.weight",
    "voice.personal.bias",
  ]

  /// The population priors of speaker normalization: `NAME.mean` and `NAME.spread`.
  public static let voicePrior = "voice.usual"
  public static let faceFromVideoPrior = "face.pictured.usual"
  public static let faceFromTablePrior = "face.measured.usual"
  /// The estimate of the presences that a table lacks: `NAME.weight` and `NAME.bias`.
  public static let presences = "face.measured.presences"
  public static let generalCalibration = "mixing.general"
  public static let personalCalibration = "mixing.personal"

  /// Whether a tensor is trained by gradient descent. The shipped encoder's voice head is fixed, priors, statistics and
  /// the presence estimate are computed from the clips, and the calibration is fitted afterwards.
  ///
  /// - Parameter learnsVoice: whether the voice head is trained too.
  public static func isTrainable(_ name: String, learnsVoice: Bool) -> Bool {
    let computed = [
      "mixing.", voicePrior + ".", faceFromVideoPrior + ".", faceFromTablePrior + ".", presences + ".",
    ]
    return !computed.contains { name.hasPrefix($0) } && !isStateStatistic(name)
      && (learnsVoice || !name.hasPrefix(voicePrefix))
  }

  /// Whether a tensor holds the mean or the scale of the hidden states' channels.
  public static func isStateStatistic(_ name: String) -> Bool {
    name == voiceStates + ".mean" || name == voiceStates + ".scale"
  }
}
