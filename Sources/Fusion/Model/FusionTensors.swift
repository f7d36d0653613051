/// Names of the fusion model's tensors that code beyond their own layer needs.
public enum FusionTensors {
  /// The voice head. It is trained with its encoder.
  public static let voicePrefix = "voice."
  /// The attention pooling of the voice. Speaker baselines depend on it.
  public static let voicePoolPrefix = "voice.pool."
  /// The tensors that every training run takes from its initial weights.
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

  /// Whether a tensor is trained by gradient descent. The voice head is fixed, the priors and the presence estimate are
  /// computed beforehand, and the calibration is fitted afterwards.
  public static func isTrainable(_ name: String) -> Bool {
    let computed = [voicePrefix, "mixing.", faceFromVideoPrior + ".", faceFromTablePrior + ".", presences + "."]
    return !computed.contains { name.hasPrefix($0) }
  }
}
