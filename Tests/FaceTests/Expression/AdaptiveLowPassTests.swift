import Face
import TestSupport
import Testing

@Suite struct AdaptiveLowPassTests {
  /// Compared with `Recipes/decay/low_pass.py`.
  @Test func matchesThePythonFilter() throws {
    let file = try Vectors.open("decay")
    let (values, expected) = (try file.rows("steady.values"), try file.rows("steady.believed"))
    let seconds = try file.floats("steady.seconds", shape: [values.rows])
    let trust = try file.floats("steady.trust", shape: [values.rows])
    var filter = AdaptiveLowPass()
    for step in 0..<values.rows {
      let imputed = filter(Array(values.row(step)), trust: trust[step], at: Double(seconds[step]))
      #expect(zip(imputed, expected.row(step)).allSatisfy { abs($0 - $1) < 1e-4 }, "step \(step)")
    }
  }

  /// Noise of 0.1 on a feature at rest, and a ramp of 5 a second.
  @Test func followsMovementAndSmoothsNoise() {
    var filter = AdaptiveLowPass()
    var imputed: [Float] = []
    for step in 0...50 {
      let noise: Float = step.isMultiple(of: 2) ? 0.1 : -0.1
      imputed = filter([noise, 0.2 * Float(step)], trust: 1, at: 0.04 * Double(step))
    }
    #expect(abs(imputed[0]) < 0.03)
    #expect(imputed[1] > 10 - 2.5 && imputed[1] < 10)
  }

  @Test func ignoresUntrustedValues() {
    var filter = AdaptiveLowPass()
    _ = filter([1], trust: 1, at: 0)
    #expect(filter([5], trust: 0, at: 0.04) == [1])
    #expect(filter([5], trust: 1, at: 0.08)[0] > 1)
  }
}
