import Numerics
import TestSupport
import Testing
import Voice

@Suite("Voice features that move with the mouth")
struct SpeechMovementTests {
  @Test("Level and rise are means over a moment and the speech bands")
  func levels() {
    let steps = Matrix(rows: 6, columns: LogMel.bandCount)
    // From the third step on, the speech bands are 2 louder; the bands outside speech stay at 50.
    for step in 0..<6 {
      for band in 0..<LogMel.bandCount {
        steps[step, band] = !(12...95).contains(band) ? 50 : step < 2 ? -3 : -1
      }
    }
    let signal = SpeechMovement.signal(steps.view)
    #expect(signal.rows == 2 && signal.columns == SpeechMovement.columns)
    // Steps 0 to 3: −3, −3, −1, −1; the last two rise by 2 over two steps. Steps 4 and 5 are level.
    #expect(abs(signal[0, 0] + 2) < 1e-6 && abs(signal[0, 1] - 1) < 1e-6)
    #expect(abs(signal[1, 0] + 1) < 1e-6 && signal[1, 1] == 0)
  }
}

@Suite("Speech bands")
struct SpeechBandsTests {
  @Test("Means over moments and eight bands, as in the recipe", arguments: ["full", "sparse"])
  func parity(name: String) throws {
    let vectors = try Vectors.open("speaking-face")
    let logMel = try vectors.rows("\(name).mel")
    let expected = try vectors.rows("\(name).bands")
    #expect(SpeechBands.signal(logMel.view).maxDifference(to: expected) < 1e-4)
  }
}
