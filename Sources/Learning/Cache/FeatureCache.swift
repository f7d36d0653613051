import Face
import Foundation
import Fusion
import Numerics
import Perception
import Records
import System
import Voice

/// A window of a clip as input of the fusion, with the weights of its streams.
public struct WeightedWindow {
  /// The voice's samples. The hidden states of all clips do not fit into memory, so they are read when needed.
  public let voice: DeferredMatrix
  /// Start, from the start of the analysed part.
  public let startSeconds: Double
  public let face: AlignedStream
  public let quality: WindowQuality
  /// Mean power of the sound's log-mel cells, a measure of loudness; 0 without sound.
  public let cellPower: Double

  public init(
    voice: DeferredMatrix,
    startSeconds: Double,
    face: AlignedStream,
    quality: WindowQuality,
    cellPower: Double = 0
  ) {
    self.voice = voice
    self.startSeconds = startSeconds
    self.face = face
    self.quality = quality
    self.cellPower = cellPower
  }

  public init(aligned: AlignedWindow, quality: WindowQuality, cellPower: Double = 0) {
    self.init(
      voice: DeferredMatrix(aligned.voice),
      startSeconds: aligned.startSeconds,
      face: aligned.face,
      quality: quality,
      cellPower: cellPower
    )
  }

  public var aligned: AlignedWindow { AlignedWindow(voice: voice.matrix, startSeconds: startSeconds, face: face) }
}

extension PerceivedWindows {
  /// The windows with evidence.
  public var measured: [WeightedWindow] {
    zip(windows, qualities).compactMap { window, quality in
      guard quality.all > 0 else { return nil }
      return WeightedWindow(aligned: window.aligned, quality: quality, cellPower: window.cellPower)
    }
  }
}

extension PerceivedWindow {
  fileprivate var cellPower: Double {
    let cells = logMel.elements
    return cells.isEmpty ? 0 : cells.reduce(0) { $0 + exp(Double($1)) } / Double(cells.count)
  }
}

/// A clip's windows: clean and degraded.
public struct CachedClip {
  public let windows: [WeightedWindow]
  /// Empty if the clip was not degraded, or nothing usable was left.
  public let degraded: [WeightedWindow]
}

/// Caches the perception of clips in a folder, keyed by the clip's content, the options and the networks, but not by
/// its name.
public struct FeatureCache {
  /// Raised whenever perception gives other values with the same networks.
  private static let perceptionVersion = 7
  /// Bytes that the cache may take unless the user says otherwise.
  public static let defaultLimit = 20_000_000_000

  private let folder: CacheFolder
  private let networks: PerceptionNetworks
  private let options: PerceptionOptions
  private let key: String

  /// - Parameter identity: identifies the networks' weights, which determine the result.
  public init(
    folder: CacheFolder,
    networks: PerceptionNetworks,
    options: PerceptionOptions = PerceptionOptions(),
    identity: String
  ) {
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
      let degradation = RecordingDegradation(seed: content, level: windows.cellPower, networks: networks.face)
      do {
        return try perceived(path, degradedBy: degradation)
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
  ) throws -> [WeightedWindow] {
    try PerceivedWindows(of: path, networks: networks, options: options, degradation: degradation).measured
  }

  private func windows(_ content: String, found: () throws -> [WeightedWindow]) throws -> [WeightedWindow] {
    let name = Checksum.sha256(of: "\(content) \(key)")
    // A damaged file is computed again.
    if let cached = folder.read(name, { try WindowFile.windows(in: SafeTensors(path: $0)) }) { return cached }
    // The cache is float16, so always return what was written, never what was computed.
    return try folder.write(WindowFile.data(try found()), to: name) {
      try WindowFile.windows(in: SafeTensors(path: $0))
    }
  }
}

extension [WeightedWindow] {
  /// Stills are plentiful as they are.
  fileprivate var isWorthDegrading: Bool {
    contains { $0.voice.rows > 0 || $0.face.samples.count > 1 }
  }

  /// Mean power of the log-mel cells of all windows; 0 without sound.
  fileprivate var cellPower: Double {
    let moments = reduce(0) { $0 + $1.voice.rows }
    return moments > 0 ? reduce(0) { $0 + Double($1.voice.rows) * $1.cellPower } / Double(moments) : 0
  }
}
