import Face
import Foundation
import TestSupport
import Testing

@Suite struct LightTrustTests {
  /// Compared with `Recipes/decay/trust.py`.
  @Test func matchesThePythonTrust() throws {
    let file = try Vectors.open("decay")
    func column(_ name: String) throws -> [Double] { try file.floats("trust.\(name)", shape: [40]).map(Double.init) }
    var trust = LightTrust()
    let expected = zip(try column("light"), zip(try column("level"), try column("seconds")))
    for (value, (level, seconds)) in expected {
      #expect(abs(trust(level: level, at: seconds) - value) < 1e-6)
    }
    for (value, confidence) in zip(try column("face"), try column("confidence")) {
      #expect(abs(LightTrust.trust(confidence: confidence) - value) < 1e-6)
    }
    #expect(LightTrust.trust(confidence: nil) == 0)
  }

  @Test func trustRecoversInSteadyLight() {
    var trust = LightTrust()
    #expect(trust(level: 0.2, at: 0) == 1)
    let jump = trust(level: 0.6, at: 0.04)
    #expect(jump > 0.2 && jump < 0.4)
    let later = (2...40).map { trust(level: 0.6, at: 0.04 * Double($0)) }
    #expect(later.last! > 0.99 && zip(later, later.dropFirst()).allSatisfy { $0 <= $1 })
  }
}
