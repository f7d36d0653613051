import Foundation
import Media
import Numerics
import Recognition
import Records

/// Keeps what the encoders heard and saw of clips in a folder, so that it need not be found again: by the clip's content,
/// the options and the encoders, whatever the clip is called.
public struct FeatureCache {
  private let folder: URL
  private let analyzer: ClipAnalyzer
  private let key: String

  /// - Parameters:
  ///   - folder: made where it is missing.
  ///   - encoders: a checksum of the encoders' weights: other encoders find other things.
  ///
  /// Throws `CocoaError` where the folder cannot be made.
  public init(folder: URL, models: Models, options: AnalysisOptions = AnalysisOptions(), encoders: String) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    self.folder = folder
    analyzer = ClipAnalyzer(models: models, options: options)
    key = "\(encoders) \(options.summary ?? "")"
  }

  /// The windows of a clip, as kept or, where they are not, as the analyzer finds them; they are kept then.
  ///
  /// Throws `ClipFailure` where an analysis would give an error record, `CocoaError` where they cannot be kept.
  public func windows(of clip: ClipPath) throws -> [WeighedWindow] {
    guard let content = try? clip.withCString({ try Checksum.sha256(ofFile: $0) }) else {
      // Whatever is wrong with the file, the analyzer says it.
      return try analyzer.windows(of: clip)
    }
    let file = folder.appendingPathComponent("\(Checksum.sha256(of: "\(content) \(key)")).safetensors")
    // A damaged file is made anew.
    if let kept = try? WindowFile.windows(in: SafeTensors(path: file.path)) { return kept }
    let windows = try analyzer.windows(of: clip)
    try WindowFile.data(windows).write(to: file, options: .atomic)
    return windows
  }
}
