import ArgumentParser
import Face
import Recognition
import Reporting

/// What `features` measures and of which part of the clips. Parsed by the command and, from the same words, by its
/// workers.
struct FeatureOptions: ParsableArguments {
  enum Kind: String, CaseIterable, ExpressibleByArgument {
    /// The log-mel spectrogram that the voice encoder hears.
    case mel
    /// Pitch, perturbation, loudness, formants and the like of the voice.
    case voice
    /// Where the followed face is and how the head is turned.
    case face
    /// The 68 landmarks of the followed face.
    case landmarks
    /// How strongly its action units are seen.
    case aus
    /// The embedding of its expression.
    case embedding
  }

  enum Format: String, CaseIterable, ExpressibleByArgument {
    case csv, jsonl, npy

    /// Nil for npy, which is no table.
    var table: FeatureTableWriter.Format? {
      FeatureTableWriter.Format(rawValue: rawValue)
    }
  }

  @Option(
    help: ArgumentHelp(
      "What to write: every 10 ms a log-mel frame or the voice's measures, or of every picture the face's place and "
        + "pose, its 68 landmarks, its action units, or the embedding of its expression.",
      valueName: "mel|voice|face|landmarks|aus|embedding"
    )
  )
  var kind: Kind

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "How it is written; npy: float32 of one clip, mel (frames, 128), voice (frames, 32) or embedding (pictures, 512).",
      valueName: "csv|jsonl|npy"
    )
  )
  var format = Format.csv

  @Option(
    help: ArgumentHelp(
      "Whose face counts; all: each for itself; full-frame: the picture is a face.",
      valueName: "speaker|largest|all|full-frame"
    )
  )
  var face = FaceChoice.speaker

  @OptionGroup var part: PartOptions

  func validate() throws {
    if format == .npy, ![.mel, .voice, .embedding].contains(kind) {
      throw ValidationError("--kind \(kind.rawValue) is no npy")
    }
    if format == .npy, part.channel == .each { throw ValidationError("an npy file takes one channel; see --channel") }
  }

  var analysis: AnalysisOptions {
    var options = AnalysisOptions()
    options.channel = part.channel
    options.face = face
    options.modality = kind == .mel || kind == .voice ? .voice : .face
    options.startSeconds = part.start
    options.durationSeconds = part.duration
    return options
  }

  /// The words that make a worker's options equal to these.
  var words: [String] {
    ["--kind", kind.rawValue, "--format", format.rawValue, "--face", face.rawValue] + part.words
  }
}

extension FaceChoice: ExpressibleByArgument {}
