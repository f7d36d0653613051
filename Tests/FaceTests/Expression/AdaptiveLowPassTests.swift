import Face
import TestSupport
import Testing

@Suite struct AdaptiveLowPassTests {
  /// Compared with `Recipes/decay/low_pass.py`.
  @Test func equalsThePythonFilter() throws {
    let file = try Vectors.open("decay")
    let (values, expected) = (try file.rows("steady.values"), try file.rows("steady.believed"))
    let seconds = try file.floats("steady.seconds", shape: [values.rows])
    let trust = try file.floats("steady.trust", shape: [values.rows])
    var steady = AdaptiveLowPass()
    for step in 0..<values.rows {
      let imputed = steady(Array(values.row(step)), trust: trust[step], at: Double(seconds[step]))
      #expect(zip(imputed, expected.row(step)).allSatisfy { abs($0 - $1) < 1e-4 }, "step \(step)")
    }
  }

  /// Noise of 0.1 on a feature at rest, and a ramp of 5 a second.
  @Test func whatMovesIsFollowedAndWhatRestsIsSteadied() {
    var steady = AdaptiveLowPass()
    var imputed: [Float] = []
    for step in 0...50 {
      let noise: Float = step.isMultiple(of: 2) ? 0.1 : -0.1
      imputed = steady([noise, 0.2 * Float(step)], trust: 1, at: 0.04 * Double(step))
    }
    #expect(abs(imputed[0]) < 0.03)
    #expect(imputed[1] > 10 - 2.5 && imputed[1] < 10)
  }

  @Test func whatIsNotTrustedMovesNothing() {
    var steady = AdaptiveLowPass()
    _ = steady([1], trust: 1, at: 0)
    #expect(steady([5], trust: 0, at: 0.04) == [1])
    #expect(steady([5], trust: 1, at: 0.08)[0] > 1)
  }
}
