import Formats
import TestSupport
import Testing

/// Clips of two speakers, one directory per speaker.
struct SpeakerClips {
  static let names = ["anna/1.wav", "anna/2.opus", "anna/3.jpg", "ben/1.mp4"]

  let folder: WorkFolder

  init() throws {
    folder = try WorkFolder()
    for (name, fixture) in zip(Self.names, ["speech.wav", "speech.opus", "face.jpg", "speech.mp4"]) {
      try folder.copy(Repository.fixture(fixture), as: name)
    }
  }

  /// Runs `analyze` in the directory with the arguments in `options`, paths included.
  func analyze(_ options: String, input: String = "") throws -> Program.Result {
    try Program.run(["analyze"] + .words(options), input: Array(input.utf8), directory: folder.path)
  }

  /// Runs `analyze` and returns its records by path, without `timing`.
  func records(_ options: String, input: String = "") throws -> [String: JSONValue] {
    let records = try analyze(options, input: input).records()
    return Dictionary(uniqueKeysWithValues: records.map { ($0["path"]?.text ?? "", $0.without("timing")) })
  }
}
