import Networks
import Numerics

/// Which action units are there at all in a face of which a table tells only how strong they are: a linear estimate from
/// the intensities and their square roots.
public struct PresenceEstimate {
  /// Intensities and their square roots.
  public static let inputCount = 2 * FaceUnits.intensityCount

  private let layer: Linear

  /// Reads `name.weight` and `name.bias`. Throws `SafeTensorsError`.
  init(_ name: String, in source: some WeightSource) throws {
    layer = try Linear(
      name,
      in: source,
      inputs: Self.inputCount,
      outputs: FaceUnits.presenceCount,
      initial: .zeros
    )
  }

  /// What the estimate is made from, (frames, 34).
  public static func inputs(_ frames: StreamFrames) -> Matrix {
    let count = FaceUnits.intensityCount
    let inputs = Matrix(rows: frames.count, columns: inputCount)
    for frame in 0..<frames.count {
      let (row, units) = (inputs.row(frame), frames.units.row(frame))
      for unit in 0..<count { (row[unit], row[count + unit]) = (units[unit], max(units[unit], 0).squareRoot()) }
    }
    return inputs
  }

  /// The frames, with presences where a table has none.
  func completed(_ frames: StreamFrames) -> StreamFrames {
    guard frames.known == .intensities, frames.count > 0 else { return frames }
    let presences = layer(Self.inputs(frames).view)
    let units = Matrix(rows: frames.count, columns: FaceUnits.count, values: frames.units.values)
    for frame in 0..<frames.count {
      let row = units.row(frame)
      for (presence, value) in presences.row(frame).enumerated() {
        row[FaceUnits.intensityCount + presence] = min(max(value, 0), 1)
      }
    }
    return StreamFrames(
      embeddings: frames.embeddings,
      units: units,
      trust: frames.trust,
      seconds: frames.seconds,
      known: [.intensities, .presences]
    )
  }
}
