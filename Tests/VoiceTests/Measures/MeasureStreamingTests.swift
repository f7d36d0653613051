import Foundation
import Testing

@testable import Voice

@Suite struct MeasureStreamingTests {
  /// Words, a pause, noise and a long vowel.
  private static let sound: [Float] = {
    let vowel = Sounds.vowel([500, 1500, 2500], hertz: 150, seconds: 2)
    let words = zip(Sounds.times(2), vowel).map { $1 * Float(max(0, sin(2 * .pi * 2 * $0))) }
    let noise = Sounds.noise(8000).map { 0.1 * $0 }
    return words + [Float](repeating: 0, count: 8000) + noise + Sounds.vowel([700, 1100, 2500], hertz: 220, seconds: 4)
  }()

  private func isSame(_ a: VoiceStep, _ b: VoiceStep) -> Bool {
    zip(a.values, b.values).allSatisfy { $0 == $1 || $0.isNaN && $1.isNaN }
  }

  @Test(arguments: [1, 37, 160, 1001, 16_000])
  func doesNotDependOnTheBlockSize(piece: Int) {
    let whole = Sounds.measured(Self.sound)
    // Single samples are slow: use a shorter sound.
    let sound = piece == 1 ? Array(Self.sound.prefix(20_000)) : Self.sound
    let expected = piece == 1 ? Sounds.measured(sound) : whole
    let found = Sounds.measured(sound, piece: piece)
    #expect(found.steps.count == expected.steps.count)
    #expect(zip(found.steps, expected.steps).allSatisfy(isSame))
    #expect(found.summary.jitterLocal == expected.summary.jitterLocal)
    #expect(found.summary.harmonicity == expected.summary.harmonicity)
  }

  @Test(arguments: [0, 1, 159, 160, 161, 3000])
  func hasAsManyStepsAsTheLogMel(count: Int) {
    let (steps, summary) = Sounds.measured([Float](Self.sound.prefix(count)))
    #expect(steps.count == LogMel.stepCount(samples: count))
    #expect(steps.allSatisfy { $0.values.count == VoiceStep.names.count })
    #expect(summary.seconds == Double(count) / 16_000)
  }

  /// A vowel longer than the longest stretch has no seam.
  @Test func longVowelHasNoSeam() {
    let (steps, summary) = Sounds.measured(Sounds.vowel([700, 1100, 2500], hertz: 133, seconds: 8))
    #expect(steps[10..<790].allSatisfy { $0.isVoiced && $0.jitterLocal < 1e-3 && $0.shimmerLocal < 0.01 })
    #expect(summary.jitterLocal < 5e-4)
  }

  @Test func deliversStepsWhileStreaming() {
    let measures = VoiceMeasures()
    var count = 0
    for second in 0..<20 {
      let vowel = Sounds.vowel([700, 1100, 2500], hertz: 133, seconds: 1)
      measures.append(vowel) { _ in count += 1 }
      #expect(count >= 100 * (second + 1) - 450)
    }
  }
}
