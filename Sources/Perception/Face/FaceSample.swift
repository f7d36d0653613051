import Face
import Fusion
import Numerics

/// The selected face in one frame or in one row of a table.
public struct FaceSample {
  /// Time from the start of the analysed part.
  let seconds: Double
  let mouth: Mouth
  /// (512); empty for a face from a table.
  let embedding: [Float]
  /// 17 intensities and 18 presences, 0 if unknown.
  let units: [Float]
  /// 0…1
  let trust: Float
  let known: FeatureGroups

  /// What the movement of the mouth is computed from.
  enum Mouth {
    case landmarks(Landmarks)
    /// A row of `MouthMovement`'s signal.
    case movement(opening: Float, speed: Float)
  }
}

extension StreamSamples {
  /// Stacks samples of one face, in order of time. A feature group is known if it is known in every sample.
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
  /// As input of the fusion: intensities on the scale 0…5, and zeros for the presences, which a reading of a frame
  /// lacks.
  var fusionUnits: [Float] {
    ActionUnit.allCases.map { min(max(self[$0], 0), ActionUnit.maxIntensity) }
      + [Float](repeating: 0, count: FaceUnits.presenceCount)
  }
}
