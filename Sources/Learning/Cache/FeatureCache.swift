import Face
import Foundation
import Fusion
import Numerics
import Perception
import Records
import System
import Voice

/// A window of a clip before the voice encoder, as cached.
public struct CachedWindow {
  /// (steps, 128); no steps without sound.
  public let logMel: Matrix
  /// Start, from the start of the analysed part.
  public let startSeconds: Double
  public let face: AlignedStream
  public let quality: WindowQuality

  public init(logMel: Matrix, startSeconds: Double, face: AlignedStream, quality: WindowQuality) {
    self.logMel = logMel
    self.startSeconds = startSeconds
    self.face = face
    self.quality = quality
  }

  /// Returns the window as input of the fusion.
  public func encoded(by encoder: VoiceEncoder) -> WeightedWindow {
    let voice = logMel.rows > 0 ? encoder(logMel.view) : Matrix(rows: 0, columns: CrossModalFusion.voiceWidth)
    return WeightedWindow(
      aligned: AlignedWindow(voice: voice, startSeconds: startSeconds, face: face),
      quality: quality
    )
  }
}

extension PerceivedWindows {
  /// The windows with evidence.
  public var measured: [CachedWindow] {
    zip(windows, qualities).compactMap { window, quality in
      guard quality.all > 0 else { return nil }
      return CachedWindow(
        logMel: window.logMel,
        startSeconds: window.startSeconds,
        face: window.others[of: .face],
        quality: quality
      )
    }
  }
}

/// A window of a clip as input of the fusion, with the weights of its streams.
public struct WeightedWindow {
  public let aligned: AlignedWindow
  public let quality: WindowQuality

  public init(aligned: AlignedWindow, quality: WindowQuality) {
    self.aligned = aligned
    self.quality = quality
  }
}

/// A clip's windows before the voice encoder: clean and degraded.
public struct CachedClip {
  public let windows: [CachedWindow]
  /// Empty if the clip was not degraded, or nothing usable was left.
  public let degraded: [CachedWindow]

  /// Returns the windows as input of the fusion.
  public func encoded(by encoder: VoiceEncoder) -> (windows: [WeightedWindow], degraded: [WeightedWindow]) {
    (windows.map { $0.encoded(by: encoder) }, degraded.map { $0.encoded(by: encoder) })
  }
}

/// Caches the perception of clips in a folder, keyed by the clip's content, the options and the networks, but not by
/// its name. The voice encoder is not part of the key: it runs on the cached windows.
public struct FeatureCache {
  /// Raised whenever perception gives other values with the same networks.
  private static let perceptionVersion = 2

  private let folder: URL
  private let networks: PerceptionNetworks
  private let options: PerceptionOptions
  private let key: String

  /// - Parameters:
  ///   - folder: created if missing.
  ///   - identity: identifies the networks' weights, which determine the result.
  ///
  /// Throws `CocoaError` if the folder cannot be created.
  public init(
    folder: URL,
    networks: PerceptionNetworks,
    options: PerceptionOptions = PerceptionOptions(),
    identity: String
  ) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    self.folder = folder
    self.networks = networks
    self.options = options
    let part = "\(options.startSeconds) \(options.durationSeconds ?? .infinity)"
    let choices = "\(options.channel) \(options.modality) \(options.face) \(part)"
    key = "\(Self.perceptionVersion) \(identity) \(Self.checksum(options.faceTable)) \(choices)"
  }

  /// Identifies a table by its content, since the file may change.
  private static func checksum(_ table: FaceTableReference?) -> String {
    // If the table cannot be read, the analysis reports it.
    table.map { table in
      let content = (try? table.path.withCString { try Checksum.sha256(ofFile: $0) }) ?? ""
      return "\(content) \(table.key ?? "")"
    } ?? ""
  }

  /// Returns a clip's windows from the cache, or perceives and caches them.
  ///
  /// Throws `ClipFailure` where an analysis would give an error record, and if the degraded recording failed for a
  /// reason other than its content, such as a timeout. Throws `CocoaError` if the windows cannot be cached.
  public func clip(_ path: ClipPath) throws -> CachedClip {
    guard let content = try? path.withCString({ try Checksum.sha256(ofFile: $0) }) else {
      // If the file cannot be read, the analysis reports it.
      return CachedClip(windows: try perceived(path), degraded: [])
    }
    let windows = try windows(content) { try perceived(path) }
    guard windows.isWorthDegrading else { return CachedClip(windows: windows, degraded: []) }
    let degraded = try self.windows("\(content) spoiled") {
      let degradation = RecordingDegradation(seed: content, level: windows.soundLevel, networks: networks.face)
      do {
        return try perceived(path, degradedBy: degradation).map { degradation.masked($0) }
      } catch let failure as ClipFailure where [.noSpeechOrFace, .tooShort].contains(failure.kind) {
        // A recording too degraded to analyse gives no windows. Only that result is cached as empty: a timeout may not
        // occur again, and the same clips must give the same model.
        return []
      }
    }
    return CachedClip(windows: windows, degraded: degraded)
  }

  private func perceived(
    _ path: ClipPath,
    degradedBy degradation: (any ClipDegradation)? = nil
  ) throws -> [CachedWindow] {
    try PerceivedWindows(of: path, networks: networks, options: options, degradation: degradation).measured
  }

  private func windows(_ content: String, found: () throws -> [CachedWindow]) throws -> [CachedWindow] {
    let name = Checksum.sha256(of: "\(content) \(key)")
    let file = folder.appendingPathComponent("\(name).safetensors")
    // A damaged file is computed again.
    if let cached = try? WindowFile.windows(in: SafeTensors(path: file.path)) { return cached }
    try WindowFile.data(try found()).write(to: file, options: .atomic)
    // The cache is float16, so always return what was written, never what was computed.
    return try WindowFile.windows(in: SafeTensors(path: file.path))
  }
}

extension [CachedWindow] {
  /// A degraded voice alone adds little to training the fusion, and stills are plentiful.
  fileprivate var isWorthDegrading: Bool {
    contains { $0.face.samples.count > 1 }
  }

  /// Mean of exp(log-mel) over bands and steps, a measure of loudness; 0 without sound.
  fileprivate var soundLevel: Double {
    var (sum, count) = (0.0, 0)
    for window in self {
      for value in window.logMel.elements { sum += exp(Double(value)) }
      count += window.logMel.rows * window.logMel.columns
    }
    return count > 0 ? sum / Double(count) : 0
  }
}
