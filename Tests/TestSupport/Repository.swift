import Foundation

/// What the checkout holds that tests read.
public enum Repository {
  public static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

  /// The weights.
  public static let models = "\(root)/Models"

  /// The path of a committed media file.
  public static func fixture(_ name: String) -> String {
    "\(root)/Fixtures/\(name)"
  }
}
