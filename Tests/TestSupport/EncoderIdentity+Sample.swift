import Fusion

extension EncoderIdentity {
  /// A made-up encoder whose hidden states have 256 channels in all.
  public static let sample = EncoderIdentity(fingerprint: "sample", architecture: "made", stateCount: 4, width: 64)
}
