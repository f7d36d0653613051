import Fusion
import Networks
import Numerics

extension TrainableWeights {
  /// Added to the variance of every input of the estimate, in squared intensities.
  private static let ridge = 0.01

  /// Fits the estimate that completes tables without presences, on the frames of tables that have them. It stays 0 where
  /// there is none.
  func writePresences(of clips: [TrainingClip]) {
    let tables = clips.flatMap(\.windows).map(\.aligned.face.frames).filter { frames in
      frames.count > 0 && frames.known == [.intensities, .presences]
    }
    guard !tables.isEmpty else { return }
    let presences = tables.flatMap { frames in
      (0..<frames.count).flatMap { frames.units.row($0)[FaceFrames.intensityCount...] }
    }
    let inputs = Matrix(below: tables.map(PresenceEstimate.inputs), columns: PresenceEstimate.inputCount)
    let targets = Matrix(rows: inputs.rows, columns: FaceFrames.presenceCount, values: presences)
    let fitted = RidgeRegression(inputs: inputs, targets: targets, ridge: Self.ridge)
    _ = named("face.measured.presences.weight").elements.update(fromContentsOf: fitted.weights.elements)
    _ = named("face.measured.presences.bias").elements.update(fromContentsOf: fitted.bias.elements)
  }
}
