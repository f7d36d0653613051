import Networks
import Numerics

/// Linear estimate of the presence of each action unit from the intensities and their square roots, for tables without
/// presences.
public struct PresenceEstimate {
  /// The intensities and their square roots.
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

  /// The inputs of the estimate, (samples, 34).
  public static func inputs(_ samples: StreamSamples) -> Matrix {
    let count = FaceUnits.intensityCount
    let inputs = Matrix(rows: samples.count, columns: inputCount)
    for sample in 0..<samples.count {
      let (row, units) = (inputs.row(sample), samples.units.row(sample))
      for unit in 0..<count { (row[unit], row[count + unit]) = (units[unit], max(units[unit], 0).squareRoot()) }
    }
    return inputs
  }

  /// Returns the samples, with estimated presences where a table has none.
  func completed(_ samples: StreamSamples) -> StreamSamples {
    guard samples.known == .intensities, samples.count > 0 else { return samples }
    let presences = layer(Self.inputs(samples).view)
    let units = Matrix(rows: samples.count, columns: FaceUnits.count, values: samples.units.values)
    for sample in 0..<samples.count {
      let row = units.row(sample)
      for (presence, value) in presences.row(sample).enumerated() {
        row[FaceUnits.intensityCount + presence] = min(max(value, 0), 1)
      }
    }
    return StreamSamples(
      embeddings: samples.embeddings,
      units: units,
      trust: samples.trust,
      seconds: samples.seconds,
      known: [.intensities, .presences]
    )
  }
}
