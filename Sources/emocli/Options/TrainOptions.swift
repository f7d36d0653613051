import ArgumentParser
import Manifests
import Runs
import System

/// How a model is trained.
struct TrainOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Table of the labelled clips.", valueName: "FILE.csv"),
    completion: .file(extensions: ["csv"])
  )
  var manifest: ClipPath

  @Option(
    name: .training(.output, short: "o"),
    help: ArgumentHelp("Write the model to FILE, replacing an older one.", valueName: "FILE"),
    completion: .file(extensions: ["safetensors"])
  )
  var output: ClipPath

  @Option(
    name: .training(.folds),
    help: ArgumentHelp(
      "Cross-validate on unseen speakers: N folds of speakers, or the folds in a column of the manifest.",
      valueName: "N|COLUMN"
    ),
    transform: { text in
      guard let folds = Folding(text) else {
        throw ValidationError("it takes a number of folds, 2 or more, or the name of a column of the manifest")
      }
      return folds
    }
  )
  var folds: Folding?

  @Option(
    name: .training(.encoders),
    help: ArgumentHelp(
      "Voice encoder of fold K: the Hugging Face directory DIR/K, or DIR/K/voice-head.safetensors to start from; needs "
        + "--folds COLUMN. It wins over --voice-encoder; default: the shipped encoder, which may have been pre-trained on "
        + "these speakers.",
      valueName: "DIR"
    ),
    completion: .directory
  )
  var encoders: ClipPath?

  @Option(
    name: .training(.voiceEncoder),
    help: ArgumentHelp(
      "Train on another voice encoder than the shipped one: a Hugging Face directory of Whisper, Wav2Vec 2.0, XLS-R, "
        + "HuBERT, UniSpeech-SAT, WavLM or data2vec-audio. The encoder itself stays as it is.",
      valueName: "DIR"
    ),
    completion: .directory
  )
  var voiceEncoder: ClipPath?

  @Flag(help: "In cross-validation, score each clip against its speaker's baseline; needs --folds.")
  var personalBaseline = false

  @Option(
    help: ArgumentHelp(
      "Fusion model to start from, trained with the same voice encoder; default: untrained.",
      valueName: "FILE"
    ),
    completion: .file(extensions: ["safetensors"])
  )
  var model: ClipPath?

  @Option(
    name: .training(.seed),
    parsing: .unconditional,
    help: ArgumentHelp(
      "Random seed; the same clips, options and seed give the same model (default: 1).",
      valueName: "N"
    ),
    transform: { try wholeNumber($0, in: 0...UInt64.max) }
  )
  var seed: UInt64 = 1

  @Option(
    name: .training(.epochs),
    parsing: .unconditional,
    help: ArgumentHelp("Maximum number of epochs (default: 100).", valueName: "N"),
    transform: { try wholeNumber($0, in: 1...100_000) }
  )
  var epochs = 100

  @Flag(
    name: .training(.resume),
    help: "Continue an interrupted training from MODEL.checkpoint; clips and options must be the same."
  )
  var resume = false

  @Option(
    help: ArgumentHelp(
      "Model name and version for the records; default: emocli-trained and a version derived from the training data.",
      valueName: "'NAME VERSION'"
    )
  )
  var identity: String?

  @Option(
    name: .training(.cache),
    help: ArgumentHelp(
      "Cache the clips' features in DIR; default: $XDG_CACHE_HOME/emocli, or ~/.cache/emocli.",
      valueName: "DIR"
    ),
    completion: .directory
  )
  var cache: ClipPath?

  @Option(
    name: .training(.cacheLimit),
    help: ArgumentHelp(
      "Size of the cache, such as 500MB; the features used longest ago are removed (default: "
        + "\(ByteCount(bytes: TrainingRequest.defaultCacheLimit))).",
      valueName: "SIZE"
    ),
    transform: { text in
      guard let size = ByteCount(text) else { throw ValidationError("it takes a size, such as 500MB or 20GB") }
      return size
    }
  )
  var cacheLimit = ByteCount(bytes: TrainingRequest.defaultCacheLimit)

  func validate() throws {
    let paths = [
      ("--manifest", manifest), ("--encoders", encoders), ("--voice-encoder", voiceEncoder), ("--model", model),
      ("--cache", cache),
    ]
    for (name, path) in paths {
      if path?.bytes.isEmpty == true { throw ValidationError("\(name) takes a path") }
    }
    if encoders != nil, folds?.column == nil {
      throw ValidationError("--encoders needs --folds COLUMN; its folders are named after the column's values")
    }
    if personalBaseline, folds == nil { throw ValidationError("--personal-baseline needs --folds") }
    if let identity, identity.split(separator: " ").count < 2 {
      throw ValidationError("--identity takes a name and a version, separated by a space")
    }
  }

  /// The request, without the reports.
  var request: TrainingRequest {
    var request = TrainingRequest(manifest: manifest, output: output)
    (request.folds, request.encoders, request.usesBaselines, request.model) = (folds, encoders, personalBaseline, model)
    (request.seed, request.epochs, request.resumes) = (seed, epochs, resume)
    (request.identity, request.cache, request.cacheLimit) = (identity, cache, cacheLimit.bytes)
    request.voiceEncoder = voiceEncoder
    return request
  }
}

/// What a training writes besides the model.
struct TrainReportOptions: ParsableArguments {
  @Option(
    name: .training(.records),
    help: ArgumentHelp(
      "Write each clip's out-of-fold record to FILE as JSON Lines, or by its ending as .csv or .json; needs --folds.",
      valueName: "FILE"
    )
  )
  var records: ClipPath?

  @Option(
    help: ArgumentHelp(
      "Keep the network trained without fold K as DIR/K/emocli-av.safetensors; needs --folds.",
      valueName: "DIR"
    ),
    completion: .directory
  )
  var foldModels: ClipPath?

  @Option(
    name: .training(.report),
    help: ArgumentHelp("Write an HTML page with the learning curves and figures.", valueName: "FILE.html"),
    completion: .file(extensions: ["html"])
  )
  var report: ClipPath?

  @Option(
    name: .training(.log),
    help: ArgumentHelp("Write one row per epoch.", valueName: "FILE.csv"),
    completion: .file(extensions: ["csv"])
  )
  var log: ClipPath?

  func add(to request: inout TrainingRequest) {
    (request.records, request.foldModels, request.report, request.log) = (records, foldModels, report, log)
  }
}

extension NameSpecification {
  /// An option whose name the library mentions in messages.
  fileprivate static func training(
    _ option: TrainingRequest.Option,
    short: Character? = nil
  ) -> NameSpecification {
    let long = Element.customLong(option.rawValue)
    return NameSpecification(short.map { [long, .customShort($0)] } ?? [long])
  }
}
