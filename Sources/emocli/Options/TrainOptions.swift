import ArgumentParser
import Manifests
import Runs
import System

/// The options that determine how a model is trained.
struct TrainOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The labelled clips.", valueName: "FILE.csv"), completion: .file(extensions: ["csv"]))
  var manifest: ClipPath

  @Option(
    name: .training(.output, short: "o"),
    help: ArgumentHelp("Write the model there; an older FILE is replaced.", valueName: "FILE"),
    completion: .file(extensions: ["safetensors"])
  )
  var output: ClipPath

  @Option(
    name: .training(.folds),
    help: ArgumentHelp(
      "Try it on strangers: train also without each of N parts of the people, or of the values of a column of the manifest.",
      valueName: "N|COLUMN"
    )
  )
  var folds: Folding?

  @Option(
    name: .training(.encoders),
    help: ArgumentHelp(
      "Hear fold K with DIR/K/voice-encoder.safetensors and begin with DIR/K/voice-head.safetensors; default: the shipped "
        + "ones, which may have heard the people.",
      valueName: "DIR"
    ),
    completion: .directory
  )
  var encoders: ClipPath?

  @Flag(help: "Score each clip of the folds against its speaker's own, unlabelled statistics.")
  var personalBaseline = false

  @Option(
    help: ArgumentHelp(
      "Begin with that fusion model; default: the voice's head of the shipped one, the rest anew.",
      valueName: "FILE"
    ),
    completion: .file(extensions: ["safetensors"])
  )
  var model: ClipPath?

  @Option(name: .training(.seed), help: ArgumentHelp("The same seed gives the same model.", valueName: "N"))
  var seed: UInt64 = 1

  @Option(name: .training(.epochs), help: ArgumentHelp("At most so many times through the clips.", valueName: "N"))
  var epochs = 100

  @Flag(
    name: .training(.resume),
    help: "Go on where an interrupted training of the same clips and options left MODEL.checkpoint."
  )
  var resume = false

  @Option(
    help: ArgumentHelp(
      "Name and version that the records show; default: emocli-trained and a version from what it was trained on.",
      valueName: "'NAME VERSION'"
    )
  )
  var identity: String?

  @Option(
    name: .training(.cache),
    help: ArgumentHelp(
      "Keep what was heard and seen of the clips there; default: $XDG_CACHE_HOME/emocli, or ~/.cache/emocli.",
      valueName: "DIR"
    ),
    completion: .directory
  )
  var cache: ClipPath?

  func validate() throws {
    for (name, path) in [("--manifest", manifest), ("--encoders", encoders), ("--model", model), ("--cache", cache)] {
      if path?.bytes.isEmpty == true { throw ValidationError("\(name) takes a path") }
    }
    if encoders != nil, folds?.column == nil {
      throw ValidationError("--encoders needs --folds COLUMN: its folders are named after the column's values")
    }
    if personalBaseline, folds == nil { throw ValidationError("--personal-baseline needs --folds") }
    guard (1...100_000).contains(epochs) else { throw ValidationError("--epochs takes 1 to 100000") }
    if let identity, identity.split(separator: " ").count < 2 {
      throw ValidationError("--identity takes a name and a version with a space between")
    }
  }

  /// The request without its reports.
  var request: TrainingRequest {
    var request = TrainingRequest(manifest: manifest, output: output)
    (request.folds, request.encoders, request.isPersonal, request.model) = (folds, encoders, personalBaseline, model)
    (request.seed, request.epochs, request.resumes) = (seed, epochs, resume)
    (request.identity, request.cache) = (identity, cache)
    return request
  }
}

/// The outputs of training besides the model.
struct TrainReportOptions: ParsableArguments {
  @Option(
    name: .training(.records),
    help: ArgumentHelp(
      "Write each clip's record by the network that does not know its fold, as JSON Lines; needs --folds.",
      valueName: "FILE"
    )
  )
  var records: ClipPath?

  @Option(
    help: ArgumentHelp(
      "Keep the network that does not know fold K as DIR/K/emocli-av.safetensors; needs --folds.",
      valueName: "DIR"
    ),
    completion: .directory
  )
  var foldModels: ClipPath?

  @Option(
    name: .training(.report),
    help: ArgumentHelp("Write one page with the curves and figures.", valueName: "FILE.html"),
    completion: .file(extensions: ["html"])
  )
  var report: ClipPath?

  @Option(
    name: .training(.log),
    help: ArgumentHelp("Write a row for each epoch as it ends.", valueName: "FILE.csv"),
    completion: .file(extensions: ["csv"])
  )
  var log: ClipPath?

  func add(to request: inout TrainingRequest) {
    (request.records, request.foldModels, request.report, request.log) = (records, foldModels, report, log)
  }
}

extension Folding: ExpressibleByArgument {
  public init?(argument: String) {
    self.init(argument)
  }
}

extension NameSpecification {
  /// An option that the library's messages name.
  fileprivate static func training(
    _ option: TrainingRequest.Option,
    short: Character? = nil
  ) -> NameSpecification {
    let long = Element.customLong(option.rawValue)
    return NameSpecification(short.map { [long, .customShort($0)] } ?? [long])
  }
}
