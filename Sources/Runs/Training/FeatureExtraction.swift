import Batch
import Foundation
import Learning
import Manifests
import Media
import Numerics
import Perception
import Records
import System

/// The result of extracting the features of the training clips.
struct ExtractedClips: Sendable {
  /// The failures of clips that are left out, by their rows.
  var failures: [Int: ClipFailure] = [:]
  /// The checksum of all features.
  var checksum = ""

  func usable(_ rows: [Manifest.Row]) -> [Manifest.Row] {
    rows.filter { failures[$0.line] == nil }
  }
}

/// Extracts the features of all training clips in worker processes and caches them.
struct FeatureExtraction {
  let task: TrainingTask
  let display: TrainingDisplay

  /// Extracts the features for the voice encoder of every run. Throws `ExitStatus` when interrupted; the features
  /// extracted so far stay cached.
  func run() throws -> ExtractedClips {
    var extracted = ExtractedClips()
    var checksums: [String] = []
    // Runs with the same encoder share the features.
    var known: Set<String> = []
    for run in [task.plan.final] + task.plan.folds {
      let weights = task.initialWeights[run.name]!
      guard known.insert(weights.networkChecksum).inserted else { continue }
      checksums += try self.run(weights, &extracted)
    }
    extracted.checksum = Checksum.sha256(of: checksums.joined(separator: "\n"))
    return extracted
  }

  /// Returns the checksum of each clip's features.
  private func run(_ weights: InitialWeights, _ extracted: inout ExtractedClips) throws -> [String] {
    let rows = task.plan.rows
    let words = [
      WorkerOption.cache.word(try task.request.madeCacheFolder()),
      WorkerOption.cacheLimit.word("\(task.request.cacheLimit)"),
      WorkerOption.networkChecksum.word(weights.networkChecksum),
    ]
    let pool = WorkerKind.measure.pool(
      words + WorkerOption.words(for: weights.voice),
      workerCount: task.request.workerCount
    )
    var checksums: [String] = []
    display.begin()
    let end = try pool.run(rows) { row, outcome in
      let answer = outcome.answer { ExtractionAnswer(failure: $0) }
      checksums.append(answer.checksum ?? "")
      if let failure = answer.failure {
        extracted.failures[row.line] = failure
        display.clear()
        display.logger.error("\(row.path): \(failure.kind.rawValue): \(failure.message)")
      }
      display.showMeasured(checksums.count, of: rows.count, failed: extracted.failures.count)
      return true
    }
    display.clear()
    if end == .interrupted {
      display.log("interrupted; the features of \(checksums.count) clips are cached; run the same command to continue")
      throw ExitStatus.interrupted
    }
    return checksums
  }
}

/// A worker's answer for one clip.
private struct ExtractionAnswer: Codable {
  /// The checksum of its windows' features as cached.
  var checksum: String?
  var failure: ClipFailure?
}

/// Extracts the features of a manifest's clips for `train` into the cache, in a process of its own.
public struct ExtractionWorker {
  private let cache: CacheLocation
  private let voice: VoiceEncoderChoice
  private let networkChecksum: String

  /// - Parameters:
  ///   - voice: The voice encoder, whose hidden states are features.
  ///   - networkChecksum: The checksum of the networks on which the features depend.
  public init(cache: CacheLocation, voice: VoiceEncoderChoice, networkChecksum: String) {
    (self.cache, self.voice, self.networkChecksum) = (cache, voice, networkChecksum)
  }

  /// Extracts features until the parent has no more clips. Throws as `AnalysisWorker.run`.
  public func run() throws {
    let loop = try WorkerLoop()
    let features = try ExitStatus.unlessStarted(Messages.errorLogger) {
      try ManifestFeatures(cache: cache, voice: voice, networkChecksum: networkChecksum)
    }
    loop.run { message, announceDuration in
      [WorkerAnswer.payload(Self.answer(message, features, announceDuration)) { ExtractionAnswer(failure: $0) }]
    }
  }

  private static func answer(
    _ message: ClipPath,
    _ features: ManifestFeatures,
    _ announceDuration: (Double) -> Void
  ) -> ExtractionAnswer {
    do {
      let job = try ManifestJob(message: message)
      if let seconds = duration(of: job.clip) { announceDuration(seconds) }
      let clip = try features.clip(job)
      return ExtractionAnswer(checksum: (clip.windows + clip.degraded).checksum)
    } catch let failure as ClipFailure {
      return ExtractionAnswer(failure: failure)
    } catch {
      let reason = "cannot cache features: \(error.localizedDescription)"
      return ExtractionAnswer(failure: ClipFailure(.internal, reason))
    }
  }

  /// Returns the duration from the clip's header, for regular files only: reading would consume a pipe.
  private static func duration(of clip: ClipPath) -> Double? {
    guard FileStatus(of: clip)?.isRegular == true else { return nil }
    return (try? ClipReader(path: clip))?.info.durationSeconds
  }
}

/// Where features are cached, and how many bytes they may take.
public struct CacheLocation: Sendable {
  public let folder: ClipPath
  public let limit: Int

  public init(folder: ClipPath, limit: Int) {
    (self.folder, self.limit) = (folder, limit)
  }
}

/// The cached features of a manifest's clips. Use it on one thread only.
final class ManifestFeatures {
  private let networks: PerceptionNetworks
  private let folder: CacheFolder
  private let networkChecksum: String

  /// Throws `ModelError`, and `CocoaError` if the folder cannot be created.
  init(cache: CacheLocation, voice: VoiceEncoderChoice, networkChecksum: String) throws {
    networks = try PerceptionNetworks(voice: voice)
    folder = try CacheFolder(URL(fileURLWithPath: cache.folder.description), limit: cache.limit)
    self.networkChecksum = networkChecksum
  }

  /// Clips, as recorded or degraded, that were not in the cache.
  var missCount: Int { folder.missCount }

  /// Returns a clip's features from the cache, after extracting them if they are missing. Throws `ClipFailure`, and
  /// `CocoaError` if they cannot be cached.
  func clip(_ job: ManifestJob) throws -> CachedClip {
    let cache = FeatureCache(
      folder: folder,
      networks: networks,
      options: job.analysis.perception,
      identity: networkChecksum
    )
    return try cache.clip(job.clip)
  }

  /// Returns a clip's windows, as recorded and degraded.
  func windows(of job: ManifestJob) throws -> (windows: [WeightedWindow], degraded: [WeightedWindow]) {
    let clip = try clip(job)
    return (clip.windows, clip.degraded)
  }
}

extension [WeightedWindow] {
  /// The SHA-256 of all numbers.
  fileprivate var checksum: String {
    let parts = map { window in
      let samples = window.face.samples
      let numbers = [window.voice.matrix, samples.embeddings, samples.units].map {
        Checksum.sha256(of: UnsafeRawBufferPointer($0.elements))
      }
      let times = "\(window.startSeconds) \(window.face.instants) \(window.face.ranges)"
      // Written out, so that renaming a type does not change a model's checksum.
      let quality = "WindowQuality(voice: \(window.quality.voice), face: \(window.quality.face))"
      return numbers.joined(separator: " ") + "\(times) \(samples.trust) \(quality)"
    }
    return Checksum.sha256(of: parts.joined(separator: "\n"))
  }
}
