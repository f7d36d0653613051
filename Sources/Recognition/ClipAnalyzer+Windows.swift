import Fusion
import Media
import Records

/// A window of a clip as it enters the fusion, and how much its streams are to be trusted.
public struct WeighedWindow {
  public let aligned: AlignedWindow
  public let quality: WindowQuality

  public init(aligned: AlignedWindow, quality: WindowQuality) {
    self.aligned = aligned
    self.quality = quality
  }
}

extension ClipAnalyzer {
  /// The windows of a clip's first channel as they enter the fusion, to learn from; those that have no say are left out.
  /// They are all kept in memory.
  ///
  /// Throws `ClipFailure` where an analysis would give an error record, `CancellationError` when interrupted.
  public func windows(of path: ClipPath) throws -> [WeighedWindow] {
    do {
      var file = ClipFile(statusOf: path)
      let pooled = PooledReader(model: models.fusion)
      let clip = try follow(path, file: &file, pooled: pooled, keepsWindows: true)
      guard let party = clip.parties.first else { return [] }
      let evidence = evidence(of: party, in: clip)
      if let failure = failure(evidence, channel: nil, face: clip.streams.faces) { throw failure }
      return zip(evidence.qualities, party.aligned).compactMap { quality, aligned in
        quality.both > 0 ? WeighedWindow(aligned: aligned, quality: quality) : nil
      }
    } catch MediaError.interrupted {
      throw CancellationError()
    } catch let error as MediaError {
      throw ClipFailure(error)
    }
  }
}
