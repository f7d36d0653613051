import Face
import Foundation
import Media
import Records

/// A clip's followed face, picture by picture, as the recognizer sees it.
public struct FaceExtractor {
  /// A picture that was looked at.
  public struct Sighting {
    /// The picture's place, from 1, among all of the analysed part.
    public let frame: Int
    /// On the clip's clock.
    public let seconds: Double
    /// The face in pixels of the picture as shown, or nil when none was seen.
    public let face: FaceObservation.SeenFace?
  }

  private let networks: FaceNetworks
  private let options: AnalysisOptions
  private let isInterrupted: () -> Bool

  /// - Parameters:
  ///   - options: whose face, part and time limit are taken from them.
  ///   - isInterrupted: asked now and then; once true, `extract` throws `CancellationError`.
  public init(networks: FaceNetworks, options: AnalysisOptions, isInterrupted: @escaping () -> Bool = { false }) {
    self.networks = networks
    self.options = options
    self.isInterrupted = isInterrupted
  }

  /// - Parameter announceDuration: told the clip's duration in seconds as soon as it is known, and again when it turns
  ///   out longer.
  /// - Throws: `ClipFailure`, `CancellationError` when interrupted, and what the handler throws.
  public func extract(
    _ path: ClipPath,
    announceDuration: @escaping (Double) -> Void = { _ in },
    handler: (Sighting) throws -> Void
  ) throws {
    do {
      let reader = try ClipReader.open(
        path,
        options: options,
        isInterrupted: isInterrupted,
        announceDuration: announceDuration
      )
      guard let picture = reader.info.picture else { throw ClipFailure(.noStreams, "there is no picture in it") }
      var track = FaceTrack(networks: networks, choice: options.face)
      while let event = try reader.next() {
        guard case .picture(let frame) = event else { continue }
        let observation = track.observe(frame, startSeconds: options.startSeconds)
        track.drop(before: .infinity)
        let scale = Double(picture.width) / Double(frame.width)
        try handler(
          Sighting(frame: frame.number, seconds: frame.seconds, face: observation.face?.scaled(by: scale))
        )
      }
      guard track.pictureCount + track.blankCount > 0 else {
        throw ClipFailure(.tooShort, "there is no picture in the part asked for")
      }
    } catch MediaError.interrupted {
      throw CancellationError()
    } catch let error as MediaError {
      throw ClipFailure(error)
    }
  }
}
