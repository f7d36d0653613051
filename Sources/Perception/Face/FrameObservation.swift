import Face
import Fusion

/// What was seen in one frame that was looked at.
public struct FrameObservation {
  /// Its place, from 1, among all of the analysed part.
  public let number: Int
  /// From the start of the analysed part.
  public let seconds: Double
  /// In the order of their ids.
  public internal(set) var faces: [FaceReading]
  /// Whose face counts unless the voice tells: the largest one, as long as it stays about that.
  let mainID: Int?
  /// It is of one tone, as before a film begins: nothing could be seen.
  var isBlank = false
}

/// A face and what its expression says, in numbers and in action units.
public struct FaceReading {
  public let face: TrackedFace
  /// The embedding of its expression, (512); empty where nobody asked for it.
  public var embedding: [Float]
  /// Nil where nobody asked for them.
  public var units: ActionUnits?
  /// The light on it, 0…1, where units were asked for.
  public var lightLevel: Double?

  /// What enters the fusion.
  ///
  /// - Parameter light: of the frames before.
  public func sample(at seconds: Double, light: inout LightTrust) -> FaceSample {
    let steadiness = lightLevel.map { light(level: $0, at: seconds) } ?? 1
    return FaceSample(
      seconds: seconds,
      mouth: .seen(face.landmarks),
      embedding: embedding,
      units: units?.fusionUnits ?? [Float](repeating: 0, count: FaceUnits.count),
      trust: Float(steadiness * LightTrust.trust(confidence: face.confidence)),
      known: units == nil ? .appearance : [.appearance, .intensities]
    )
  }
}
