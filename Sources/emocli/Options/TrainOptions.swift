import ArgumentParser
import Foundation
import Manifests
import System

/// What decides how a model is trained.
struct TrainOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The labelled clips.", valueName: "FILE.csv"), completion: .file(extensions: ["csv"]))
  var manifest: ClipPath

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Write the model there; an older FILE is replaced.", valueName: "FILE"),
    completion: .file(extensions: ["safetensors"])
  )
  var output: ClipPath

  @Option(
    help: ArgumentHelp(
      "Try it on strangers: train also without each of N parts of the people, or of the values of a column of the manifest.",
      valueName: "N|COLUMN"
    )
  )
  var folds: Folding?

  @Option(
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

  @Option(help: ArgumentHelp("The same seed gives the same model.", valueName: "N"))
  var seed: UInt64 = 1

  @Option(help: ArgumentHelp("At most so many times through the clips.", valueName: "N"))
  var epochs = 100

  @Flag(help: "Go on where an interrupted training of the same clips and options left MODEL.checkpoint.")
  var resume = false

  @Option(
    help: ArgumentHelp(
      "Name and version that the records show; default: emocli-trained and a version from what it was trained on.",
      valueName: "'NAME VERSION'"
    )
  )
  var identity: String?

  @Option(
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

  /// Where what the encoders found is kept. Throws `TrainCacheError` where the user has no folder for such things.
  func cacheFolder(
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws(TrainCacheError) -> ClipPath {
    if let cache { return cache }
    // One that is not absolute is to be ignored (XDG Base Directory Specification).
    if let folder = environment["XDG_CACHE_HOME"], folder.hasPrefix("/") { return ClipPath("\(folder)/emocli") }
    if let home = environment["HOME"], !home.isEmpty { return ClipPath("\(home)/.cache/emocli") }
    throw .noHome
  }
}

/// Why there is no folder to keep features in.
enum TrainCacheError: Error, CustomStringConvertible {
  /// Neither XDG_CACHE_HOME nor HOME is set.
  case noHome
  /// It cannot be made.
  case cannotMake(ClipPath, reason: String)

  var description: String {
    switch self {
    case .noHome: "there is no folder for what is kept of the clips: give one with --cache"
    case .cannotMake(let folder, let reason): "\(folder) cannot keep what is found of the clips: \(reason)"
    }
  }
}

extension Folding: ExpressibleByArgument {
  public init?(argument: String) {
    self.init(argument)
  }
}
