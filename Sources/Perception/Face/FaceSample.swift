import Face
import Fusion
import Numerics

/// The face that counts, in one frame or one row of a table.
public struct FaceSample {
  /// From the start of the analysed part.
  let seconds: Double
  let mouth: Mouth
  /// (512); empty where no frame shows it.
  let embedding: [Float]
  /// 17 intensities and 18 presences, 0 where they are not known.
  let units: [Float]
  /// 0…1
  let trust: Float
  let known: FeatureGroups

  /// What tells how the mouth moves.
  enum Mouth {
    case seen(Landmarks)
    /// A row of `MouthMovement`'s signal.
    case moving(opening: Float, speed: Float)
  }
}

extension StreamSamples {
  /// Samples of one face in the order of time; known of all is what is known of each.
  public init(_ samples: [FaceSample]) {
    let nothing = [Float](repeating: 0, count: FaceHead.width)
    self.init(
      embeddings: Matrix(
        rows: samples.count,
        columns: FaceHead.width,
        values: samples.flatMap { $0.embedding.isEmpty ? nothing : $0.embedding }
      ),
      units: Matrix(rows: samples.count, columns: FaceUnits.count, values: samples.flatMap(\.units)),
      trust: samples.map(\.trust),
      seconds: samples.map(\.seconds),
      known: samples.reduce(.all) { $0.intersection($1.known) }
    )
  }
}

extension ActionUnits {
  /// As the fusion takes them: intensities on the scale 0…5 and, since a reading says nothing of them, no presences.
  var fusionUnits: [Float] {
    ActionUnit.allCases.map { min(max(self[$0], 0), ActionUnit.maxIntensity) }
      + [Float](repeating: 0, count: FaceUnits.presenceCount)
  }
}
