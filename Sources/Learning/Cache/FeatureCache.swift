import Face
import Foundation
import Fusion
import Numerics
import Perception
import Records
import System
import Voice

/// A window of a clip before the voice encoder heard it, as the cache keeps it.
public struct MeasuredWindow {
  /// (samples, 128); no samples without sound.
  public let logMel: Matrix
  /// From the start of the analysed part.
  public let startSeconds: Double
  public let face: AlignedStream
  public let quality: WindowQuality

  public init(logMel: Matrix, startSeconds: Double, face: AlignedStream, quality: WindowQuality) {
    self.logMel = logMel
    self.startSeconds = startSeconds
    self.face = face
    self.quality = quality
  }

  /// As it enters the fusion.
  public func encoded(by encoder: VoiceEncoder) -> WeightedWindow {
    let voice = logMel.rows > 0 ? encoder(logMel.view) : Matrix(rows: 0, columns: CrossModalFusion.voiceWidth)
    return WeightedWindow(
      aligned: AlignedWindow(voice: voice, startSeconds: startSeconds, face: face),
      quality: quality
    )
  }
}

extension KeptWindows {
  /// The windows that have a say.
  public var measured: [MeasuredWindow] {
    zip(windows, qualities).compactMap { window, quality in
      guard quality.all > 0 else { return nil }
      return MeasuredWindow(
        logMel: window.logMel,
        startSeconds: window.startSeconds,
        face: window.others[of: .face],
        quality: quality
      )
    }
  }
}

/// A window of a clip as it enters the fusion, and how much its streams are to be trusted.
public struct WeightedWindow {
  public let aligned: AlignedWindow
  public let quality: WindowQuality

  public init(aligned: AlignedWindow, quality: WindowQuality) {
    self.aligned = aligned
    self.quality = quality
  }
}

/// What was measured of a clip before the voice encoder heard it: as it is, and in a worse recording.
public struct MeasuredClip {
  public let windows: [MeasuredWindow]
  /// Empty for a clip of which no worse one was made, or nothing was left.
  public let degraded: [MeasuredWindow]

  /// The windows as they enter the fusion.
  public func encoded(by encoder: VoiceEncoder) -> (windows: [WeightedWindow], degraded: [WeightedWindow]) {
    (windows.map { $0.encoded(by: encoder) }, degraded.map { $0.encoded(by: encoder) })
  }
}

/// Keeps what was heard and seen of clips in a folder, so that it need not be found again: by the clip's content, the options
/// and the networks, whatever the clip is called. The voice encoder is none of these: it hears what is kept.
public struct FeatureCache {
  private let folder: URL
  private let networks: PerceptionNetworks
  private let options: PerceptionOptions
  private let key: String

  /// - Parameters:
  ///   - folder: made where it is missing.
  ///   - identity: names the networks' weights: others find other things.
  ///
  /// Throws `CocoaError` where the folder cannot be made.
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
    key = "\(identity) \(Self.checksum(options.faceTable)) \(choices)"
  }

  /// A table may change under its name.
  private static func checksum(_ table: FaceTableReference?) -> String {
    // Whatever is wrong with it, the analysis says it.
    table.map { table in
      let content = (try? table.path.withCString { try Checksum.sha256(ofFile: $0) }) ?? ""
      return "\(content) \(table.key ?? "")"
    } ?? ""
  }

  /// What was measured of a clip, as kept or, where it is not, as it is perceived now; it is kept then.
  ///
  /// Throws `ClipFailure` where an analysis would give an error record, and for a worse recording that failed for another
  /// reason than its content, for example because the time was over; `CocoaError` where it cannot be kept.
  public func clip(_ path: ClipPath) throws -> MeasuredClip {
    guard let content = try? path.withCString({ try Checksum.sha256(ofFile: $0) }) else {
      // Whatever is wrong with the file, the analysis says it.
      return MeasuredClip(windows: try perceived(path), degraded: [])
    }
    let windows = try windows(content) { try perceived(path) }
    guard windows.isWorthDegrading else { return MeasuredClip(windows: windows, degraded: []) }
    let degraded = try self.windows("\(content) spoiled") {
      let worse = RecordingDegradation(seed: content, level: windows.soundLevel, networks: networks.face)
      do {
        return try perceived(path, degradedBy: worse).map { worse.masked($0) }
      } catch let failure as ClipFailure where [.noSpeechOrFace, .tooShort].contains(failure.kind) {
        // What is too bad to be analysed is nothing to learn from. Only that is kept as nothing: a clip that took too long
        // today may not tomorrow, and the same clips are to give the same model.
        return []
      }
    }
    return MeasuredClip(windows: windows, degraded: degraded)
  }

  private func perceived(
    _ path: ClipPath,
    degradedBy degradation: (any ClipDegradation)? = nil
  ) throws -> [MeasuredWindow] {
    try KeptWindows(of: path, networks: networks, options: options, degradation: degradation).measured
  }

  private func windows(_ content: String, found: () throws -> [MeasuredWindow]) throws -> [MeasuredWindow] {
    let name = Checksum.sha256(of: "\(content) \(key)")
    let file = folder.appendingPathComponent("\(name).safetensors")
    // A damaged file is made anew.
    if let kept = try? WindowFile.windows(in: SafeTensors(path: file.path)) { return kept }
    try WindowFile.data(try found()).write(to: file, options: .atomic)
    // The cache is float16, so always return what was written, never what was computed.
    return try WindowFile.windows(in: SafeTensors(path: file.path))
  }
}

extension [MeasuredWindow] {
  /// A voice alone teaches the fusion little, and of stills there are as many others as one likes.
  fileprivate var isWorthDegrading: Bool {
    contains { $0.face.samples.count > 1 }
  }

  /// Mean of exp(log-mel) over bands and samples: how loud the clip is. 0 without sound.
  fileprivate var soundLevel: Double {
    var (sum, count) = (0.0, 0)
    for window in self {
      for value in window.logMel.elements { sum += exp(Double(value)) }
      count += window.logMel.rows * window.logMel.columns
    }
    return count > 0 ? sum / Double(count) : 0
  }
}
