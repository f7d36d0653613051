/// The facial action units that are read, under the names that OpenFace gives them (Ekman and Friesen, "Facial action coding
/// system", 1978).
public enum ActionUnit: String, CaseIterable, Sendable {
  /// Intensities go from 0 to this, OpenFace's scale.
  public static let greatestIntensity: Float = 5

  /// Inner brow raiser.
  case au01 = "AU01"
  /// Outer brow raiser.
  case au02 = "AU02"
  /// Brow lowerer.
  case au04 = "AU04"
  /// Upper lid raiser.
  case au05 = "AU05"
  /// Cheek raiser.
  case au06 = "AU06"
  /// Lid tightener.
  case au07 = "AU07"
  /// Nose wrinkler.
  case au09 = "AU09"
  /// Upper lip raiser.
  case au10 = "AU10"
  /// Lip corner puller.
  case au12 = "AU12"
  /// Dimpler.
  case au14 = "AU14"
  /// Lip corner depressor.
  case au15 = "AU15"
  /// Chin raiser.
  case au17 = "AU17"
  /// Lip stretcher.
  case au20 = "AU20"
  /// Lip tightener.
  case au23 = "AU23"
  /// Lips part.
  case au25 = "AU25"
  /// Jaw drop.
  case au26 = "AU26"
  /// Blink.
  case au45 = "AU45"
}
