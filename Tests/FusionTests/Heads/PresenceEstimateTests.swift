import Numerics
import TestSupport
import Testing

@testable import Fusion

@Suite struct PresenceEstimateTests {
  private static let (inputs, presences) = (PresenceEstimate.inputCount, FaceUnits.presenceCount)
  private let estimate: PresenceEstimate

  /// The first presence is a quarter of the first intensity, the second its square root, the third 3, the fourth −1.
  init() throws {
    var weights = [Float](repeating: 0, count: Self.presences * Self.inputs)
    weights[0] = 0.25
    weights[Self.inputs + FaceUnits.intensityCount] = 1
    var bias = [Float](repeating: 0, count: Self.presences)
    (bias[2], bias[3]) = (3, -1)
    let file = try TensorFile.make([
      (name: "presences.weight", shape: [Self.presences, Self.inputs], values: weights),
      (name: "presences.bias", shape: [Self.presences], values: bias),
    ])
    estimate = try PresenceEstimate("presences", in: file)
  }

  private func samples(_ known: FeatureGroups, first intensities: [Float]) -> StreamSamples {
    let units = Matrix(rows: intensities.count, columns: FaceUnits.count)
    for (sample, value) in intensities.enumerated() { units[sample, 0] = value }
    return StreamSamples(
      embeddings: Matrix(rows: intensities.count, columns: FaceHead.width),
      units: units,
      trust: intensities.map { _ in 0.5 },
      seconds: intensities.indices.map(Double.init),
      known: known
    )
  }

  @Test func estimatesMissingPresencesBetweenZeroAndOne() {
    let completed = estimate.completed(samples(.intensities, first: [0.64, 4]))
    #expect(completed.known == [.intensities, .presences])
    let first = FaceUnits.intensityCount
    for (sample, expected) in [[0.64, 0.16, 0.8, 1, 0], [4, 1, 1, 1, 0]].enumerated() {
      let row = completed.units.row(sample)
      for (value, expected) in zip([row[0]] + row[first..<first + 4], expected) {
        #expect(abs(Double(value) - expected) < 1e-3)
      }
    }
    #expect(completed.trust == [0.5, 0.5] && completed.seconds == [0, 1])
  }

  @Test(arguments: [[.intensities, .presences], [.appearance, .intensities], .appearance, []] as [FeatureGroups])
  func leavesOtherFacesUnchanged(known: FeatureGroups) {
    let faces = samples(known, first: [2])
    #expect(estimate.completed(faces).units === faces.units)
    #expect(estimate.completed(faces).known == known)
  }
}
