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
  /// The hidden states of a pre-trained encoder, (moments, states · width); nil without one, or without sound.
  public let states: DeferredMatrix?
  /// Start, from the start of the analysed part.
  public let startSeconds: Double
  public let face: AlignedStream
  public let quality: WindowQuality

  public init(
    logMel: Matrix,
    states: DeferredMatrix? = nil,
    startSeconds: Double,
    face: AlignedStream,
    quality: WindowQuality
  ) {
    self.logMel = logMel
    self.states = states
    self.startSeconds = startSeconds
    self.face = face
    self.quality = quality
  }

  /// Returns the window as input of the fusion.
  public func encoded(by network: VoiceNetwork) -> WeightedWindow {
    let voice = states ?? DeferredMatrix(network.samples(logMel: logMel, states: nil))
    return WeightedWindow(voice: voice, startSeconds: startSeconds, face: face, quality: quality)
  }
}

extension PerceivedWindows {
  /// The windows with evidence.
  public var measured: [CachedWindow] {
    zip(windows, qualities).compactMap { window, quality in
      guard quality.all > 0 else { return nil }
      return CachedWindow(
        logMel: window.logMel,
        states: window.states.map { DeferredMatrix($0) },
        startSeconds: window.startSeconds,
        face: window.others[of: .face],
        quality: quality
      )
    }
  }
}

/// A window of a clip as input of the fusion, with the weights of its streams.
public struct WeightedWindow {
  /// The voice's samples. The hidden states of all clips do not fit into memory, so they are read when needed.
  public let voice: DeferredMatrix
  public let startSeconds: Double
  public let face: AlignedStream
  public let quality: WindowQuality

  public init(voice: DeferredMatrix, startSeconds: Double, face: AlignedStream, quality: WindowQuality) {
    self.voice = voice
    self.startSeconds = startSeconds
    self.face = face
    self.quality = quality
  }

  public init(aligned: AlignedWindow, quality: WindowQuality) {
    self.init(
      voice: DeferredMatrix(aligned.voice),
      startSeconds: aligned.startSeconds,
      face: aligned.face,
      quality: quality
    )
  }

  public var aligned: AlignedWindow { AlignedWindow(voice: voice.matrix, startSeconds: startSeconds, face: face) }
}

/// A clip's windows before the voice encoder: clean and degraded.
public struct CachedClip {
  public let windows: [CachedWindow]
  /// Empty if the clip was not degraded, or nothing usable was left.
  public let degraded: [CachedWindow]

  /// Returns the windows as input of the fusion.
  public func encoded(by network: VoiceNetwork) -> (windows: [WeightedWindow], degraded: [WeightedWindow]) {
    (windows.map { $0.encoded(by: network) }, degraded.map { $0.encoded(by: network) })
  }
}

/// Caches the perception of clips in a folder, keyed by the clip's content, the options and the networks, but not by
/// its name. The shipped voice encoder is not part of the key, since it runs on the cached windows; a pre-trained one
/// is, since its hidden states are cached.
public struct FeatureCache {
  /// Raised whenever perception gives other values with the same networks.
  private static let perceptionVersion = 5
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
    // A damaged file is computed again.
    if let cached = folder.read(name, { try WindowFile.windows(in: SafeTensors(path: $0)) }) { return cached }
    // The cache is float16, so always return what was written, never what was computed.
    return try folder.write(WindowFile.data(try found()), to: name) {
      try WindowFile.windows(in: SafeTensors(path: $0))
    }
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
