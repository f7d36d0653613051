import Foundation

/// Locates the shipped weights.
public enum ModelFolder {
  public static let speechActivityName = "speech-activity.safetensors"
  public static let voiceEncoderName = "voice-encoder.safetensors"
  public static let faceDetectorName = "face-detector.safetensors"
  public static let landmarksName = "landmarks.safetensors"
  public static let expressionName = "expression.safetensors"
  public static let actionUnitsName = "action-units.safetensors"
  public static let denoisingName = "dynamic-decay.safetensors"
  public static let speakingFaceName = "speaking-face.safetensors"
  public static let fusionModelName = "emocli-av.safetensors"

  /// All weight files, in order of the data flow.
  static let fileNames = [
    speechActivityName, voiceEncoderName, faceDetectorName, landmarksName, expressionName, actionUnitsName,
    denoisingName, speakingFaceName, fusionModelName,
  ]

  /// The environment variable with a folder of weights, for a binary without weights next to it.
  public static let environmentVariable = "EMOCLI_MODELS"

  /// The folders to search, in this order: next to the running binary, `../share/emocli` from there, and
  /// `EMOCLI_MODELS`. If the variable is not set and the binary was built in a checkout, the checkout's `Models`.
  public static func candidates(
    executable: String = runningExecutable,
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> [String] {
    let folder = URL(fileURLWithPath: executable).deletingLastPathComponent()
    var folders = [
      folder.path, folder.appendingPathComponent("Models").path,
      folder.deletingLastPathComponent().appendingPathComponent("share/emocli").path,
    ]
    if let named = named(in: environment) {
      folders.append(named)
    } else if let checkout = checkout(above: folder) {
      folders.append(checkout.appendingPathComponent("Models").path)
    }
    return folders
  }

  /// Returns the first candidate that holds a voice encoder. Throws `ModelError`.
  public static func find(
    executable: String = runningExecutable,
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws(ModelError) -> String {
    let candidates = candidates(executable: executable, environment: environment)
    let found = candidates.first { FileManager.default.fileExists(atPath: "\($0)/\(voiceEncoderName)") }
    if let found { return found }
    if let named = named(in: environment) { throw .notInNamedFolder(named) }
    throw .notFound(candidates: candidates)
  }

  private static func named(in environment: [String: String]) -> String? {
    environment[environmentVariable].flatMap { $0.isEmpty ? nil : $0 }
  }

  /// The binary of this process, symbolic links resolved.
  public static var runningExecutable: String {
    (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
  }

  /// The package's folder if `folder` is in its `.build`.
  private static func checkout(above folder: URL) -> URL? {
    guard let build = folder.pathComponents.lastIndex(of: ".build") else { return nil }
    let root = URL(fileURLWithPath: NSString.path(withComponents: Array(folder.pathComponents[..<build])))
    return FileManager.default.fileExists(atPath: root.appendingPathComponent("Package.swift").path) ? root : nil
  }
}
