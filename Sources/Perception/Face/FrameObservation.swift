import Face
import Fusion

/// The faces in one analysed frame.
public struct FrameObservation {
  /// The frame's number, from 1, in the analysed part.
  public let number: Int
  /// Time from the start of the analysed part.
  public let seconds: Double
  /// In order of their ids.
  public internal(set) var faces: [FaceReading]
  /// The largest face, stable from frame to frame; selected unless the voice decides otherwise.
  let mainID: Int?
  /// The frame is uniform, as before a video begins: nothing can be seen.
  var isBlank = false
}

/// A face with its expression embedding and action units.
public struct FaceReading {
  public let face: TrackedFace
  /// The embedding of its expression, (512); empty if not requested.
  public var embedding: [Float]
  /// Nil if not requested.
  public var units: ActionUnits?
  /// The light level on the face, 0…1; nil if action units were not requested.
  public var lightLevel: Double?

  /// Returns the face as input of the fusion.
  ///
  /// - Parameter light: the trust by light level, updated from frame to frame.
  public func sample(at seconds: Double, light: inout LightTrust) -> FaceSample {
    let steadiness = lightLevel.map { light(level: $0, at: seconds) } ?? 1
    return FaceSample(
      seconds: seconds,
      mouth: .landmarks(face.landmarks),
      embedding: embedding,
      units: units?.fusionUnits ?? [Float](repeating: 0, count: FaceUnits.count),
      trust: Float(steadiness * LightTrust.trust(confidence: face.confidence)),
      known: units == nil ? .appearance : [.appearance, .intensities]
    )
  }
}
