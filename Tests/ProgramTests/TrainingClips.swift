import Foundation
import TestSupport

/// A few clips with a training manifest.
struct TrainingClips {
  static let names = ["speech.wav", "speech.opus", "face.jpg", "speech-stereo.wav"]
  /// The rows below `path,emotion,speaker,corpus,part,face_csv`.
  static let rows = [
    "./speech.wav,neutral,a,sound,0,", "./speech.opus,happy,b,sound,1,", "./face.jpg,happy,c,still,0,",
    "./speech-stereo.wav,sad,d,sound,1,",
  ]
  /// The feature cache, shared by all tests.
  private static let cache = try! WorkFolder()

  let folder: WorkFolder

  init() throws {
    folder = try WorkFolder()
    for name in Self.names { try folder.copy(Repository.fixture(name), as: "clips/\(name)") }
    try write(Self.rows)
  }

  func path(_ name: String) -> String { folder.path(name) }

  /// Writes the manifest; `column` is the column before `face_csv`.
  func write(_ rows: [String], column: String = "part") throws {
    try folder.put((["path,emotion,speaker,corpus,\(column),face_csv"] + rows).joined(separator: "\n"), "clips/M.csv")
  }

  /// Returns the arguments of a command line.
  func arguments(
    _ options: String,
    more: [Argument] = [],
    manifest: String = "M.csv",
    output: String = "m.safetensors"
  ) -> [Argument] {
    let files: [Argument] = [
      "train", "--manifest", Argument(path("clips/\(manifest)")), "--output", Argument(path(output)),
    ]
    let cache: [Argument] = options.contains("--cache") ? [] : ["--cache", Argument(Self.cache.path)]
    return files + cache + .words(options) + more
  }

  func train(
    _ options: String,
    more: [Argument] = [],
    manifest: String = "M.csv",
    output: String = "m.safetensors"
  ) throws -> Program.Result {
    try Program.run(arguments(options, more: more, manifest: manifest, output: output))
  }
}
