import ArgumentParser
import Batch
import Foundation
import Learning
import Media
import Numerics
import Records
import System

/// What became of a clip that was to be measured.
struct MeasureAnswer: Codable {
  /// Of its windows' numbers, as they are kept.
  var checksum: String?
  var failure: ClipFailure?
}

/// Measures the clips of a manifest for `train` and leaves what it found in the cache.
struct MeasureWorker: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "measure", shouldDisplay: false)

  @Option var cache: ClipPath
  @Option var networkChecksum: String

  func run() throws {
    let loop = try WorkerLoop()
    let features = try Stop.unlessStarted(MessageOptions.errorLogger) {
      try TrainFeatures(cache: cache, encoders: nil, networkChecksum: networkChecksum)
    }
    loop.run { message, announceDuration in
      let answer = Self.answer(ManifestJob(message: message), features, announceDuration: announceDuration)
      return [(try? Array(JSONEncoder().encode(answer))) ?? []]
    }
  }

  private static func answer(
    _ job: ManifestJob,
    _ features: TrainFeatures,
    announceDuration: (Double) -> Void
  ) -> MeasureAnswer {
    if let seconds = duration(of: job.clip) { announceDuration(seconds) }
    do {
      let clip = try features.clip(job)
      return MeasureAnswer(checksum: (clip.windows + clip.spoiled).checksum)
    } catch let failure as ClipFailure {
      return MeasureAnswer(failure: failure)
    } catch {
      let reason = "what was found cannot be kept: \(error.localizedDescription)"
      return MeasureAnswer(failure: ClipFailure(.internal, reason))
    }
  }

  /// As the clip's head says; a pipe would be used up.
  private static func duration(of clip: ClipPath) -> Double? {
    guard FileStatus(of: clip)?.isRegular == true else { return nil }
    return (try? ClipReader(path: clip))?.info.durationSeconds
  }
}

extension [MeasuredWindow] {
  /// SHA-256 of all numbers.
  fileprivate var checksum: String {
    let parts = map { window in
      let frames = window.face.frames
      let numbers = [window.logMel, frames.embeddings, frames.units].map {
        Checksum.sha256(of: UnsafeRawBufferPointer($0.elements))
      }
      let times = "\(window.startSeconds) \(window.face.instants) \(window.face.ranges)"
      return numbers.joined(separator: " ") + "\(times) \(frames.trust) \(window.quality)"
    }
    return Checksum.sha256(of: parts.joined(separator: "\n"))
  }
}
