import Foundation

/// Paths in the repository that tests use.
public enum Repository {
  public static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

  /// The directory of the weights.
  public static let models = "\(root)/Models"

  /// The names of the shipped weight files.
  public static let weights = [
    "speech-activity", "voice-encoder", "face-detector", "landmarks", "expression", "action-units",
    "dynamic-decay", "speaking-face", "emocli-av",
  ].map {
    "\($0).safetensors"
  }

  /// Returns the path of a committed media file.
  public static func fixture(_ name: String) -> String {
    "\(root)/Fixtures/\(name)"
  }
}
