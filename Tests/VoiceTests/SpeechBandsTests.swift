import TestSupport
import Testing
import Voice

@Suite("The bands of a voice")
struct SpeechBandsTests {
  @Test("Means over moments and eight bands, as in the recipe", arguments: ["full", "sparse"])
  func parity(name: String) throws {
    let vectors = try Vectors.open("speaking-face")
    let logMel = try vectors.rows("\(name).mel")
    let expected = try vectors.rows("\(name).bands")
    #expect(SpeechBands.signal(logMel.view).greatestDifference(to: expected) < 1e-4)
  }
}
