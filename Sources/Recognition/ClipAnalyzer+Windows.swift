import Fusion
import Media
import Numerics
import Records
import System
import Voice

/// A window of a clip as it enters the fusion, and how much its streams are to be trusted.
public struct WeighedWindow {
  public let aligned: AlignedWindow
  public let quality: WindowQuality

  public init(aligned: AlignedWindow, quality: WindowQuality) {
    self.aligned = aligned
    self.quality = quality
  }
}

/// A window of a clip before the voice encoder heard it.
public struct MeasuredWindow {
  /// (frames, 128); no frames without sound.
  public let logMel: Matrix
  /// From the start of the analysed part.
  public let startSeconds: Double
  public let face: AlignedFace
  public let quality: WindowQuality

  public init(logMel: Matrix, startSeconds: Double, face: AlignedFace, quality: WindowQuality) {
    self.logMel = logMel
    self.startSeconds = startSeconds
    self.face = face
    self.quality = quality
  }

  /// As it enters the fusion.
  public func heard(by encoder: VoiceEncoder) -> WeighedWindow {
    let voice =
      logMel.rows > 0 ? encoder(logMel.view) : Matrix(rows: 0, columns: CrossModalFusion.voiceWidth)
    return WeighedWindow(
      aligned: AlignedWindow(voice: voice, startSeconds: startSeconds, face: face),
      quality: quality
    )
  }
}

extension ClipAnalyzer {
  /// The windows of a clip's first channel, to learn from; those that have no say are left out. They are all kept in
  /// memory.
  ///
  /// - Parameter spoiler: changes sound and pictures first.
  ///
  /// Throws `ClipFailure` where an analysis would give an error record, `CancellationError` when interrupted.
  public func windows(of path: ClipPath, spoiledBy spoiler: (any ClipSpoiler)? = nil) throws -> [MeasuredWindow] {
    do {
      var file = ClipFile(statusOf: path)
      let pooled = PooledReader(model: models.fusion)
      let clip = try follow(path, file: &file, pooled: pooled, keepsWindows: true, spoiler: spoiler)
      guard let party = clip.parties.first else { return [] }
      let evidence = evidence(of: party, in: clip)
      if let failure = failure(evidence, channel: nil, face: clip.streams.faces) { throw failure }
      return zip(evidence.qualities, party.kept).compactMap { quality, kept in
        guard quality.both > 0 else { return nil }
        let aligned = kept.aligned
        return MeasuredWindow(
          logMel: kept.logMel,
          startSeconds: aligned.startSeconds,
          face: aligned.face,
          quality: quality
        )
      }
    } catch MediaError.interrupted {
      throw CancellationError()
    } catch let error as MediaError {
      throw ClipFailure(error)
    }
  }
}
