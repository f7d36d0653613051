/// What the tensors of a fusion model are called, as far as anything but their own layer has to know.
public enum FusionTensors {
  /// All of the voice's own head: it is learnt with its encoder.
  public static let voicePrefix = "voice."
  /// What pools a voice; what is known of a speaker depends on it.
  public static let voicePoolPrefix = "voice.pool."
  /// What every training needs from the weights it begins with.
  public static let voiceHead = [
    "voice.pool.weight", "voice.pool.bias", "voice.head.weight", "voice.head.bias", "voice.personal.weight",
    "voice.personal.bias",
  ]

  /// The population priors of speaker normalisation: `NAME.mean` and `NAME.spread`.
  public static let voicePrior = "voice.usual"
  public static let faceFromVideoPrior = "face.pictured.usual"
  public static let faceFromTablePrior = "face.measured.usual"
  /// The estimate of the presences that a table lacks: `NAME.weight` and `NAME.bias`.
  public static let presences = "face.measured.presences"
  public static let generalCalibration = "mixing.general"
  public static let personalCalibration = "mixing.personal"

  /// Whether a tensor learns by gradients: the voice's head does not, the priors and the estimate of presences are computed
  /// before, and the calibration is fitted afterwards.
  public static func learns(_ name: String) -> Bool {
    let computed = [voicePrefix, "mixing.", faceFromVideoPrior + ".", faceFromTablePrior + ".", presences + "."]
    return !computed.contains { name.hasPrefix($0) }
  }
}
