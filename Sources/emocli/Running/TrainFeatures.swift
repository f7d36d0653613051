import Foundation
import Learning
import Media
import Numerics
import Recognition

/// What was heard and seen of a manifest's clips, kept in the cache. Belongs to one thread.
final class TrainFeatures {
  private let models: Models
  private let folder: URL
  private let encoderChecksum: String
  /// Of the face tables met so far.
  private var tables: [ClipPath: String] = [:]

  /// Throws `ModelError`.
  init(cache: ClipPath, encoders: ClipPath?, encoderChecksum: String) throws(ModelError) {
    models = try Models(encoders: encoders)
    folder = URL(fileURLWithPath: cache.description)
    self.encoderChecksum = encoderChecksum
  }

  /// The windows as they are kept; where they are not, they are found and kept. Throws `ClipFailure`, and `CocoaError` where
  /// they cannot be kept.
  func windows(of job: ManifestJob) throws -> [WeighedWindow] {
    var options = AnalysisOptions()
    options.faceTable = job.faceTable
    let table = job.faceTable.map { checksum(ofTable: $0.path) } ?? ""
    let cache = try FeatureCache(
      folder: folder,
      models: models,
      options: options,
      encoders: "\(encoderChecksum) \(table)"
    )
    return try cache.windows(of: job.clip)
  }

  /// A table may change under its name.
  private func checksum(ofTable path: ClipPath) -> String {
    if let known = tables[path] { return known }
    // Whatever is wrong with it, the analyzer says it.
    let checksum = (try? path.withCString { try Checksum.sha256(ofFile: $0) }) ?? ""
    tables[path] = checksum
    return checksum
  }
}
