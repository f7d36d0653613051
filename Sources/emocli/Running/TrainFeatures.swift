import Foundation
import Learning
import Perception
import Recognition
import System

/// What was heard and seen of a manifest's clips, kept in the cache. Belongs to one thread.
final class TrainFeatures {
  private let models: Models
  private let folder: URL
  private let networkChecksum: String

  /// Throws `ModelError`.
  init(cache: ClipPath, encoders: ClipPath?, networkChecksum: String) throws(ModelError) {
    models = try Models(encoders: encoders)
    folder = URL(fileURLWithPath: cache.description)
    self.networkChecksum = networkChecksum
  }

  /// What was measured of a clip; where it is not kept yet, it is found and kept. Throws `ClipFailure`, and `CocoaError`
  /// where it cannot be kept.
  func clip(_ job: ManifestJob) throws -> MeasuredClip {
    let cache = try FeatureCache(
      folder: folder,
      models: models,
      options: job.analysis,
      networks: networkChecksum
    )
    return try cache.clip(job.clip)
  }

  /// The windows of a clip as the encoders hear and see them, as it is and in a worse recording.
  func windows(of job: ManifestJob) throws -> (windows: [WeighedWindow], spoiled: [WeighedWindow]) {
    try clip(job).heard(by: models.voiceEncoder)
  }
}
