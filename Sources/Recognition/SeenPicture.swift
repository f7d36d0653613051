import Face

/// What was seen in one picture that was looked at.
struct SeenPicture {
  /// Its place, from 1, among all of the analysed part.
  let number: Int
  /// From the start of the analysed part.
  let seconds: Double
  /// In the order of their ids.
  var faces: [ReadFace]
  /// Whose face counts unless the voice tells: the largest one, as long as it stays about that.
  let mainID: Int?
  /// It is of one tone, as before a film begins: nothing could be seen.
  var isBlank = false
}

/// A face and what its expression says, in numbers and in action units.
struct ReadFace {
  let face: FaceObservation.SeenFace
  /// The embedding of its expression, (512); empty where nobody asked for it.
  var embedding: [Float]
  /// Nil where nobody asked for them.
  var units: ActionUnits?
  /// The light on it, 0…1, where units were asked for.
  var lightLevel: Double?
}
