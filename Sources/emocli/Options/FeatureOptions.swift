import ArgumentParser
import Face
import Media
import Recognition
import Reporting

/// What `features` measures and of which part of the clips. Parsed by the command and, from the same words, by its
/// workers.
struct FeatureOptions: ParsableArguments {
  enum Kind: String, CaseIterable, ExpressibleByArgument {
    /// The log-mel spectrogram that the voice encoder hears.
    case mel
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
      "What to write: a log-mel frame every 10 ms, or of every picture the face's place and pose, its 68 landmarks, its "
        + "action units, or the embedding of its expression.",
      valueName: "mel|face|landmarks|aus|embedding"
    )
  )
  var kind: Kind

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "How it is written; npy: float32 of one clip, mel (frames, 128) or embedding (pictures, 512).",
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
    if format == .npy, kind != .mel, kind != .embedding {
      throw ValidationError("--kind \(kind.rawValue) is no npy")
    }
    if format == .npy, part.channel == .each { throw ValidationError("an npy file takes one channel; see --channel") }
  }

  var analysis: AnalysisOptions {
    var options = AnalysisOptions()
    options.channel = part.channel
    options.face = face
    options.modality = kind == .mel ? .voice : .face
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
