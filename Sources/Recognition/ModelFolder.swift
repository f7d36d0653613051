import Foundation

/// Where the shipped weights lie.
public enum ModelFolder {
  public static let voiceEncoderName = "voice-encoder.safetensors"
  public static let faceDetectorName = "face-detector.safetensors"
  public static let landmarksName = "landmarks.safetensors"
  public static let expressionName = "expression.safetensors"
  public static let fusionModelName = "emocli-av.safetensors"

  /// All of them, in the order of the data's way.
  static let fileNames = [voiceEncoderName, faceDetectorName, landmarksName, expressionName, fusionModelName]

  /// The environment variable that names a folder of weights for a binary that has none beside it.
  public static let environmentVariable = "EMOCLI_MODELS"

  /// The folders looked into, in this order: beside the running binary, `../share/emocli` from there, where
  /// `EMOCLI_MODELS` points, and for a binary that was built in a checkout, the checkout's `Models`.
  public static func candidates(
    executable: String = runningExecutable,
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> [String] {
    let folder = URL(fileURLWithPath: executable).deletingLastPathComponent()
    var folders = [
      folder.path, folder.appendingPathComponent("Models").path,
      folder.deletingLastPathComponent().appendingPathComponent("share/emocli").path,
    ]
    if let named = environment[environmentVariable], !named.isEmpty { folders.append(named) }
    if let checkout = checkout(above: folder) { folders.append(checkout.appendingPathComponent("Models").path) }
    return folders
  }

  /// The first candidate that holds a voice encoder, or nil.
  public static func find() -> String? {
    candidates().first { FileManager.default.fileExists(atPath: "\($0)/\(voiceEncoderName)") }
  }

  /// The binary of this process, symbolic links resolved.
  public static var runningExecutable: String {
    (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
  }

  /// The package's folder when `folder` lies in its `.build`.
  private static func checkout(above folder: URL) -> URL? {
    guard let build = folder.pathComponents.lastIndex(of: ".build") else { return nil }
    let root = URL(fileURLWithPath: NSString.path(withComponents: Array(folder.pathComponents[..<build])))
    return FileManager.default.fileExists(atPath: root.appendingPathComponent("Package.swift").path) ? root : nil
  }
}
