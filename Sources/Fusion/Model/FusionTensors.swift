/// Names of the fusion model's tensors that code beyond their own layer needs.
public enum FusionTensors {
  /// The voice head.
  public static let voicePrefix = "voice."
  /// The projection of the encoder's hidden states. Its `NAME.mean` and `NAME.scale` are computed from the
  /// training clips.
  public static let voiceStates = "voice.states"
  /// The attention pooling of the voice. Speaker baselines depend on it.
  public static let voicePoolPrefix = "voice.pool."

  /// The population priors of speaker normalization: `NAME.mean` and `NAME.spread`.
  public static let voicePrior = "voice.usual"
  public static let faceFromVideoPrior = "face.pictured.usual"
  public static let faceFromTablePrior = "face.measured.usual"
  /// The estimate of the presences that a table lacks: `NAME.weight` and `NAME.bias`.
  public static let presences = "face.measured.presences"
  public static let generalCalibration = "mixing.general"
  public static let personalCalibration = "mixing.personal"

  /// Whether a tensor is trained by gradient descent. Priors, statistics and the presence estimate are computed from the
  /// clips, and the calibration is fitted afterwards.
  public static func isTrainable(_ name: String) -> Bool {
    let computed = [
      "mixing.", voicePrior + ".", faceFromVideoPrior + ".", faceFromTablePrior + ".", presences + ".",
    ]
    return !computed.contains { name.hasPrefix($0) } && !isStateStatistic(name)
  }

  /// Whether a tensor holds the mean or the scale of the hidden states' channels.
  public static func isStateStatistic(_ name: String) -> Bool {
    name == voiceStates + ".mean" || name == voiceStates + ".scale"
  }
}
