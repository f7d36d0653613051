import Face

/// The action units of a clip's faces without flicker, each face's by a track of its own.
struct CalmUnits {
  private let network: RestoringNetwork
  private let reference: ReferenceFace
  /// By the faces' ids.
  private var restorers: [Int: TrackRestorer] = [:]

  init(_ network: RestoringNetwork, reference: ReferenceFace) {
    self.network = network
    self.reference = reference
  }

  /// The units of the face in the next picture; nil where none was read.
  mutating func restored(_ sighting: FaceExtractor.Sighting) -> ActionUnits? {
    guard let face = sighting.face, let units = sighting.units, let light = sighting.lightLevel else { return nil }
    let restorer = restorers[face.id] ?? TrackRestorer(network, reference: reference)
    restorers[face.id] = restorer
    let reading = TrackRestorer.Reading(
      units: units,
      landmarks: face.landmarks,
      confidence: face.confidence,
      lightLevel: light
    )
    return restorer(reading, at: sighting.seconds)?.units
  }
}
