import Face
import TestSupport
import Testing

@Suite struct SteadyFeaturesTests {
  /// As `Recipes/decay/low_pass.py` reckons it.
  @Test func equalsThePythonFilter() throws {
    let file = try Vectors.open("decay")
    let (values, expected) = (try file.rows("steady.values"), try file.rows("steady.believed"))
    let seconds = try file.floats("steady.seconds", shape: [values.rows])
    let trust = try file.floats("steady.trust", shape: [values.rows])
    var steady = SteadyFeatures()
    for step in 0..<values.rows {
      let believed = steady(Array(values.row(step)), trust: trust[step], at: Double(seconds[step]))
      #expect(zip(believed, expected.row(step)).allSatisfy { abs($0 - $1) < 1e-4 }, "step \(step)")
    }
  }

  /// Noise of 0.1 on a feature at rest, against a ramp of 5 a second.
  @Test func whatMovesIsFollowedAndWhatRestsIsSteadied() {
    var steady = SteadyFeatures()
    var believed: [Float] = []
    for step in 0...50 {
      let noise: Float = step.isMultiple(of: 2) ? 0.1 : -0.1
      believed = steady([noise, 0.2 * Float(step)], trust: 1, at: 0.04 * Double(step))
    }
    #expect(abs(believed[0]) < 0.03)
    #expect(believed[1] > 10 - 2.5 && believed[1] < 10)
  }

  @Test func whatIsNotTrustedMovesNothing() {
    var steady = SteadyFeatures()
    _ = steady([1], trust: 1, at: 0)
    #expect(steady([5], trust: 0, at: 0.04) == [1])
    #expect(steady([5], trust: 1, at: 0.08)[0] > 1)
  }
}
