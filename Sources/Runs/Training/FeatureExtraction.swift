import Batch
import Foundation
import Learning
import Manifests
import Media
import Numerics
import Perception
import Records
import System

/// What the extraction of a training's clips came to.
struct ExtractedClips: Sendable {
  /// Why clips cannot be used, by their rows; they are left out.
  var failures: [Int: ClipFailure] = [:]
  /// Of what was heard and seen of all.
  var checksum = ""

  func usable(_ rows: [Manifest.Row]) -> [Manifest.Row] {
    rows.filter { failures[$0.line] == nil }
  }
}

/// Has worker processes hear and see all clips of a training and keep what they found.
struct FeatureExtraction {
  let task: TrainingTask
  let display: TrainingDisplay

  /// Throws `ExitStatus` when interrupted; what was found until then is kept.
  func run() throws -> ExtractedClips {
    let rows = task.plan.rows
    let pool = WorkerKind.measure.pool(
      [
        WorkerOption.cache.word(try task.request.madeCacheFolder()),
        WorkerOption.networkChecksum.word(task.starts[task.plan.final.name]!.networkChecksum),
      ],
      workerCount: task.request.workerCount
    )
    var extracted = ExtractedClips()
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
      display.tell("interrupted; what was found of \(checksums.count) clips is kept, the same command goes on")
      throw ExitStatus.interrupted
    }
    extracted.checksum = Checksum.sha256(of: checksums.joined(separator: "\n"))
    return extracted
  }
}

/// What became of a clip that was to be measured.
private struct ExtractionAnswer: Codable {
  /// Of its windows' numbers, as they are kept.
  var checksum: String?
  var failure: ClipFailure?
}

/// Measures the clips of a manifest for `train` and leaves what it found in the cache, in a process of its own.
public struct ExtractionWorker {
  private let cache: ClipPath
  private let networkChecksum: String

  /// - Parameters:
  ///   - cache: the folder for what is found.
  ///   - networkChecksum: of the networks that what is found depends on.
  public init(cache: ClipPath, networkChecksum: String) {
    (self.cache, self.networkChecksum) = (cache, networkChecksum)
  }

  /// Answers for clips until the parent has no more. Throws as `AnalysisWorker.run`.
  public func run() throws {
    let loop = try WorkerLoop()
    let features = try ExitStatus.unlessStarted(Messages.errorLogger) {
      try ManifestFeatures(cache: cache, encoders: nil, networkChecksum: networkChecksum)
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
      let reason = "what was found cannot be kept: \(error.localizedDescription)"
      return ExtractionAnswer(failure: ClipFailure(.internal, reason))
    }
  }

  /// As the clip's head says; a pipe would be used up.
  private static func duration(of clip: ClipPath) -> Double? {
    guard FileStatus(of: clip)?.isRegular == true else { return nil }
    return (try? ClipReader(path: clip))?.info.durationSeconds
  }
}

/// What was heard and seen of a manifest's clips, kept in the cache. Belongs to one thread.
final class ManifestFeatures {
  private let networks: PerceptionNetworks
  private let folder: URL
  private let networkChecksum: String

  /// Throws `ModelError`.
  init(cache: ClipPath, encoders: ClipPath?, networkChecksum: String) throws(ModelError) {
    networks = try PerceptionNetworks(encoders: encoders)
    folder = URL(fileURLWithPath: cache.description)
    self.networkChecksum = networkChecksum
  }

  /// What was measured of a clip; where it is not kept yet, it is found and kept. Throws `ClipFailure`, and `CocoaError`
  /// where it cannot be kept.
  func clip(_ job: ManifestJob) throws -> MeasuredClip {
    let cache = try FeatureCache(
      folder: folder,
      networks: networks,
      options: job.analysis.perception,
      identity: networkChecksum
    )
    return try cache.clip(job.clip)
  }

  /// The windows of a clip as the encoders hear and see them, as it is and in a worse recording.
  func windows(of job: ManifestJob) throws -> (windows: [WeightedWindow], degraded: [WeightedWindow]) {
    try clip(job).encoded(by: networks.voiceEncoder)
  }
}

extension [MeasuredWindow] {
  /// SHA-256 of all numbers.
  fileprivate var checksum: String {
    let parts = map { window in
      let samples = window.face.samples
      let numbers = [window.logMel, samples.embeddings, samples.units].map {
        Checksum.sha256(of: UnsafeRawBufferPointer($0.elements))
      }
      let times = "\(window.startSeconds) \(window.face.instants) \(window.face.ranges)"
      // Spelt out, so that no name of a type decides what a model is called.
      let quality = "WindowQuality(voice: \(window.quality.voice), face: \(window.quality.face))"
      return numbers.joined(separator: " ") + "\(times) \(samples.trust) \(quality)"
    }
    return Checksum.sha256(of: parts.joined(separator: "\n"))
  }
}
