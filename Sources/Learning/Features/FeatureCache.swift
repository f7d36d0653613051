import Face
import Foundation
import Numerics
import Recognition
import System

/// Keeps what was heard and seen of clips in a folder, so that it need not be found again: by the clip's content, the options
/// and the networks, whatever the clip is called. The voice encoder is none of these: it hears what is kept.
public struct FeatureCache {
  private let folder: URL
  private let models: Models
  private let analyzer: ClipAnalyzer
  private let key: String

  /// - Parameters:
  ///   - folder: made where it is missing.
  ///   - networks: a checksum of the networks' weights: others find other things.
  ///
  /// Throws `CocoaError` where the folder cannot be made.
  public init(folder: URL, models: Models, options: AnalysisOptions = AnalysisOptions(), networks: String) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    self.folder = folder
    self.models = models
    analyzer = ClipAnalyzer(models: models, options: options)
    key = "\(networks) \(Self.checksum(options.faceTable)) \(options.summary ?? "")"
  }

  /// A table may change under its name.
  private static func checksum(_ table: FaceTableReference?) -> String {
    // Whatever is wrong with it, the analyzer says it.
    table.map { table in
      let content = (try? table.path.withCString { try Checksum.sha256(ofFile: $0) }) ?? ""
      return "\(content) \(table.key ?? "")"
    } ?? ""
  }

  /// What was measured of a clip, as kept or, where it is not, as the analyzer finds it; it is kept then.
  ///
  /// Throws `ClipFailure` where an analysis would give an error record, `CocoaError` where it cannot be kept.
  public func clip(_ path: ClipPath) throws -> MeasuredClip {
    guard let content = try? path.withCString({ try Checksum.sha256(ofFile: $0) }) else {
      // Whatever is wrong with the file, the analyzer says it.
      return MeasuredClip(windows: try analyzer.windows(of: path), spoiled: [])
    }
    let windows = try windows(content) { try analyzer.windows(of: path) }
    guard windows.isWorthSpoiling else { return MeasuredClip(windows: windows, spoiled: []) }
    let spoiled = try self.windows("\(content) spoiled") {
      let conditions = PoorConditions(seed: content, level: windows.soundLevel, networks: models.face)
      // What is too bad to be analysed is nothing to learn from.
      let found = (try? analyzer.windows(of: path, spoiledBy: conditions)) ?? []
      return found.map { conditions.masked($0) }
    }
    return MeasuredClip(windows: windows, spoiled: spoiled)
  }

  private func windows(_ content: String, found: () throws -> [MeasuredWindow]) throws -> [MeasuredWindow] {
    let name = Checksum.sha256(of: "\(content) \(key)")
    let file = folder.appendingPathComponent("\(name).safetensors")
    // A damaged file is made anew.
    if let kept = try? WindowFile.windows(in: SafeTensors(path: file.path)) { return kept }
    try WindowFile.data(try found()).write(to: file, options: .atomic)
    // What is kept has less precision than what was found: everybody goes by the former.
    return try WindowFile.windows(in: SafeTensors(path: file.path))
  }
}

extension [MeasuredWindow] {
  /// A voice alone teaches the fusion little, and of stills there are as many others as one likes.
  fileprivate var isWorthSpoiling: Bool {
    contains { $0.face.frames.count > 1 }
  }

  /// Mean of exp(log-mel) over bands and frames: how loud the clip is. 0 without sound.
  fileprivate var soundLevel: Double {
    var (sum, count) = (0.0, 0)
    for window in self {
      for value in window.logMel.elements { sum += exp(Double(value)) }
      count += window.logMel.rows * window.logMel.columns
    }
    return count > 0 ? sum / Double(count) : 0
  }
}
