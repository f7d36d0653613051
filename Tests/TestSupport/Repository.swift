import Foundation

/// What the checkout holds that tests read.
public enum Repository {
  public static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

  /// The weights.
  public static let models = "\(root)/Models"

  /// The files of weights that ship.
  public static let weights = [
    "speech-activity", "voice-encoder", "face-detector", "landmarks", "expression", "action-units",
    "dynamic-decay", "speaking-face", "emocli-av",
  ].map {
    "\($0).safetensors"
  }

  /// The path of a committed media file.
  public static func fixture(_ name: String) -> String {
    "\(root)/Fixtures/\(name)"
  }
}
