import Face
import Foundation
import Media
import Records
import System

/// A clip's faces, picture by picture, as the recognizer sees them.
public struct FaceExtractor {
  /// A face in a picture, or that there is none.
  public struct Sighting {
    /// The picture's place, from 1, among all of the analysed part.
    public let frame: Int
    /// On the clip's clock.
    public let seconds: Double
    /// The face in pixels of the picture as shown, or nil when none was seen.
    public let face: FaceObservation.SeenFace?
    /// The embedding of its expression, (512); empty where it was not asked for.
    public let embedding: [Float]
    /// As read, not calibrated; nil where they were not asked for.
    public let units: ActionUnits?
    /// The light on it, 0…1; nil where units were not asked for.
    let lightLevel: Double?
  }

  private let models: Models
  private let options: AnalysisOptions
  private let withEmbeddings: Bool
  private let withUnits: Bool
  private let isInterrupted: () -> Bool

  /// - Parameters:
  ///   - options: whose face, part and time limit are taken from them.
  ///   - withEmbeddings: expressions are read as well.
  ///   - withUnits: action units are read as well.
  ///   - isInterrupted: asked now and then; once true, `extract` throws `CancellationError`.
  public init(
    models: Models,
    options: AnalysisOptions,
    withEmbeddings: Bool,
    withUnits: Bool = false,
    isInterrupted: @escaping () -> Bool = { false }
  ) {
    self.models = models
    self.options = options
    self.withEmbeddings = withEmbeddings
    self.withUnits = withUnits
    self.isInterrupted = isInterrupted
  }

  /// Hands over every picture of the clip, in order of time; with `--face all` each of its faces.
  ///
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
        announceDuration: announceDuration,
        everyPicture: true,
        withSound: options.face == .speaker
      )
      guard let picture = reader.info.picture else { throw ClipFailure(.noStreams, "there is no picture in it") }
      let wanted: FaceTrack.Wanted = options.face.wantsEveryExpression ? .all : .main
      var track = FaceTrack(
        networks: models.face,
        choice: options.face,
        info: reader.info,
        expressions: withEmbeddings ? wanted : .none,
        units: withUnits ? wanted : .none
      )
      let mainFace = MainFace(choice: options.face, judge: models.speakingFace)
      var search = options.face == .speaker && reader.info.sound != nil ? SpeakerSearch(mainFace: mainFace) : nil
      func giveDecided(isComplete: Bool) throws {
        let decided =
          search?.take(from: &track, isComplete: isComplete) ?? track.all.map { ($0, mainFace.face(in: $0)) }
        if search == nil { track.drop(before: .infinity) }
        let scale = Double(picture.width) / Double(max(1, track.pictureWidth))
        for (seen, face) in decided { try give(seen, face, scale: scale, to: handler) }
      }
      while let event = try reader.next() {
        switch event {
        case .sound(let block): search?.append(block.samples)
        case .picture(let frame): track.observe(frame, startSeconds: options.startSeconds)
        }
        try giveDecided(isComplete: false)
      }
      search?.finish()
      try giveDecided(isComplete: true)
      guard track.pictureCount + track.blankCount > 0 else {
        throw ClipFailure(.tooShort, "there is no picture in the part asked for")
      }
    } catch MediaError.interrupted {
      throw CancellationError()
    } catch let error as MediaError {
      throw ClipFailure(error)
    }
  }

  private func give(
    _ picture: SeenPicture,
    _ face: ReadFace?,
    scale: Double,
    to handler: (Sighting) throws -> Void
  ) throws {
    func sighting(_ read: ReadFace?) -> Sighting {
      Sighting(
        frame: picture.number,
        seconds: options.startSeconds + picture.seconds,
        face: read?.face.scaled(by: scale),
        embedding: read?.embedding ?? [],
        units: read?.units,
        lightLevel: read?.lightLevel
      )
    }
    guard options.face == .all, !picture.faces.isEmpty else {
      return try handler(sighting(face))
    }
    for read in picture.faces { try handler(sighting(read)) }
  }
}
