import Batch
import Foundation
import Manifests
import System

/// What `train` is to do.
public struct TrainingRequest: Sendable {
  /// The names of the options, as far as they are told to users or decide which training it is.
  public enum Option: String, Sendable {
    case folds, encoders, seed, epochs, resume, cache, output, records, report, log

    public var flag: String { "--\(rawValue)" }
  }

  /// The labelled clips.
  public var manifest: ClipPath
  /// The file for the model.
  public var output: ClipPath
  /// How the clips are put into folds that a network each does not know; nil for no folds.
  public var folds: Folding?
  /// A folder with a folder of encoders for each fold; nil for the shipped ones.
  public var encoders: ClipPath?
  /// Whether the folds' clips are scored against their speakers'.
  public var isPersonal = false
  /// The fusion model to begin with; nil: the voice's head of the shipped one.
  public var model: ClipPath?
  public var seed: UInt64 = 1
  /// At most so many.
  public var epochs = 100
  /// Whether the training goes on from a checkpoint.
  public var resumes = false
  /// Name and version of the model; nil: from what it was trained on.
  public var identity: String?
  /// The folder for what is found of the clips; nil for the user's.
  public var cache: ClipPath?
  /// The file for the records of the folds' clips.
  public var records: ClipPath?
  /// The folder for the folds' networks.
  public var foldModels: ClipPath?
  /// The file for a page with curves and figures.
  public var report: ClipPath?
  /// The file for a row an epoch.
  public var log: ClipPath?
  public var workerCount = Jobs.defaultCount
  public var messages = Messages()

  public init(manifest: ClipPath, output: ClipPath) {
    (self.manifest, self.output) = (manifest, output)
  }

  /// The files to write, with the options that name them.
  var outputs: [(option: Option, path: ClipPath)] {
    [(.output, output), (.records, records), (.report, report), (.log, log)].compactMap { option, path in
      path.map { (option, $0) }
    }
  }

  /// The file beside the model from which an interrupted training goes on.
  var checkpoint: ClipPath { ClipPath(bytes: output.bytes + ".checkpoint".utf8) }

  /// Throws `UsageError` when two files to write are one, or one of them is the manifest or the model to begin with.
  public func checkOutputs() throws(UsageError) {
    for (index, (option, path)) in outputs.enumerated() {
      let others = outputs[..<index].map(\.path)
      if others.contains(path) { throw UsageError("\(option.flag) names a file that another option names") }
      let inputs = [manifest, model].compactMap(\.self)
      try UsageError.check(output: path, inputs: inputs + others, option: option.flag)
    }
  }

  /// Where what the encoders found is kept. Throws `CacheFolderError` where the user has no folder for such things.
  func cacheFolder(
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws(CacheFolderError) -> ClipPath {
    if let cache { return cache }
    // One that is not absolute is to be ignored (XDG Base Directory Specification).
    if let folder = environment["XDG_CACHE_HOME"], folder.hasPrefix("/") { return ClipPath("\(folder)/emocli") }
    if let home = environment["HOME"], !home.isEmpty { return ClipPath("\(home)/.cache/emocli") }
    throw .noHome
  }

  /// The folder, made where it is missing. Throws `CacheFolderError`.
  func madeCacheFolder() throws(CacheFolderError) -> ClipPath {
    let folder = try cacheFolder()
    do {
      try FileManager.default.createDirectory(
        at: URL(fileURLWithPath: folder.description),
        withIntermediateDirectories: true
      )
    } catch {
      throw .cannotMake(folder, reason: error.localizedDescription)
    }
    return folder
  }
}

/// Why there is no folder to keep features in.
enum CacheFolderError: Error, CustomStringConvertible {
  /// Neither XDG_CACHE_HOME nor HOME is set.
  case noHome
  /// It cannot be made.
  case cannotMake(ClipPath, reason: String)

  var description: String {
    switch self {
    case .noHome:
      "there is no folder for what is kept of the clips: give one with \(TrainingRequest.Option.cache.flag)"
    case .cannotMake(let folder, let reason): "\(folder) cannot keep what is found of the clips: \(reason)"
    }
  }
}
