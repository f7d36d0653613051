import Batch
import Foundation
import Learning
import Manifests
import System

/// A request to `train` a model.
public struct TrainingRequest: Sendable {
  /// The options that appear in messages or identify a training.
  public enum Option: String, Sendable {
    case folds, encoders, seed, epochs, resume, cache, output, records, report, log
    case voiceEncoder = "voice-encoder"
    case cacheLimit = "cache-limit"

    public var flag: String { "--\(rawValue)" }
  }

  public static let defaultCacheLimit = FeatureCache.defaultLimit

  /// The labelled clips.
  public var manifest: ClipPath
  /// The file for the model.
  public var output: ClipPath
  /// How the clips are divided into folds, or nil for no folds. One network is trained without each fold.
  public var folds: Folding?
  /// A directory with one subdirectory per fold that holds the fold's own voice encoder, or nil for none.
  public var encoders: ClipPath?
  /// The directory of a pre-trained voice encoder, or nil for the shipped one.
  public var voiceEncoder: ClipPath?
  /// Whether the out-of-fold records are scored against their speakers' baselines.
  public var usesBaselines = false
  /// The initial fusion model, or nil to start from the shipped voice head only.
  public var model: ClipPath?
  public var seed: UInt64 = 1
  /// The maximum number of epochs.
  public var epochs = 100
  /// Whether training resumes from a checkpoint.
  public var resumes = false
  /// The model's name and version, or nil to derive them from the training data.
  public var identity: String?
  /// The directory of the feature cache, or nil for the user's cache directory.
  public var cache: ClipPath?
  /// The size of the feature cache in bytes, above which its oldest files are removed.
  public var cacheLimit = defaultCacheLimit
  /// The file for the out-of-fold records.
  public var records: ClipPath?
  /// The directory for the folds' networks.
  public var foldModels: ClipPath?
  /// The file for the HTML report.
  public var report: ClipPath?
  /// The file for the log, one row per epoch.
  public var log: ClipPath?
  public var workerCount = Jobs.defaultCount
  public var messages = Messages()

  public init(manifest: ClipPath, output: ClipPath) {
    (self.manifest, self.output) = (manifest, output)
  }

  /// The output files with the options that name them.
  var outputs: [(option: Option, path: ClipPath)] {
    [(.output, output), (.records, records), (.report, report), (.log, log)].compactMap { option, path in
      path.map { (option, $0) }
    }
  }

  /// The checkpoint file beside the model, from which interrupted training resumes.
  var checkpoint: ClipPath { ClipPath(bytes: output.bytes + ".checkpoint".utf8) }

  /// Throws `UsageError` if two outputs are the same file or an output is the manifest or the initial model.
  public func checkOutputs() throws(UsageError) {
    for (index, (option, path)) in outputs.enumerated() {
      let others = outputs[..<index].map(\.path)
      if others.contains(path) { throw UsageError("\(option.flag) names the same file as another option") }
      let inputs = [manifest, model].compactMap(\.self)
      try UsageError.check(output: path, inputs: inputs + others, option: option.flag)
    }
  }

  /// Returns the directory of the feature cache. Throws `CacheFolderError` if the user has none.
  func cacheFolder(
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws(CacheFolderError) -> ClipPath {
    if let cache { return cache }
    // A relative path must be ignored (XDG Base Directory Specification).
    if let folder = environment["XDG_CACHE_HOME"], folder.hasPrefix("/") { return ClipPath("\(folder)/emocli") }
    if let home = environment["HOME"], !home.isEmpty { return ClipPath("\(home)/.cache/emocli") }
    throw .noHome
  }

  /// Returns the directory of the feature cache, created if missing. Throws `CacheFolderError`.
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

/// Why there is no directory for the feature cache.
enum CacheFolderError: Error, CustomStringConvertible {
  /// Neither XDG_CACHE_HOME nor HOME is set.
  case noHome
  /// The directory cannot be created.
  case cannotMake(ClipPath, reason: String)

  var description: String {
    switch self {
    case .noHome:
      "no cache directory, because HOME is not set; give one with \(TrainingRequest.Option.cache.flag)"
    case .cannotMake(let folder, let reason): "cannot create the cache directory \(folder): \(reason)"
    }
  }
}
