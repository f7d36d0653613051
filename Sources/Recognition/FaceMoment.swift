import Face
import Fusion
import Numerics

/// The face that counts, in one picture or one row of a table.
struct FaceMoment {
  /// From the start of the analysed part.
  let seconds: Double
  let mouth: Mouth
  /// (512); empty where no picture shows it.
  let embedding: [Float]
  /// 17 intensities and 18 presences, 0 where they are not known.
  let units: [Float]
  /// 0…1
  let trust: Float
  let known: FaceGroups

  /// What tells how the mouth moves.
  enum Mouth {
    case seen(Landmarks)
    /// A row of `MouthMovement`'s signal.
    case moving(opening: Float, speed: Float)
  }
}

extension FaceFrames {
  /// Moments of one face in the order of time; known of all is what is known of each.
  init(_ moments: [FaceMoment]) {
    let nothing = [Float](repeating: 0, count: FaceHead.width)
    self.init(
      embeddings: Matrix(
        rows: moments.count,
        columns: FaceHead.width,
        values: moments.flatMap { $0.embedding.isEmpty ? nothing : $0.embedding }
      ),
      units: Matrix(rows: moments.count, columns: Self.unitCount, values: moments.flatMap(\.units)),
      trust: moments.map(\.trust),
      seconds: moments.map(\.seconds),
      known: moments.reduce(.all) { $0.intersection($1.known) }
    )
  }
}

extension ActionUnits {
  /// As the fusion takes them: intensities on the scale 0…5 and, since a reading says nothing of them, no presences.
  var fusionUnits: [Float] {
    ActionUnit.allCases.map { min(max(self[$0], 0), ActionUnit.greatestIntensity) }
      + [Float](repeating: 0, count: FaceFrames.presenceCount)
  }
}
