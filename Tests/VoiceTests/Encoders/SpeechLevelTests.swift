import Foundation
import Numerics
import Testing

@testable import Voice

@Suite("The level of speech")
struct SpeechLevelTests {
  private static let second = VoiceClock.sampleRate

  /// A tone of 200 Hz, `decibels` below full scale as a mean square.
  private static func tone(_ decibels: Double, seconds: Double) -> [Float] {
    let amplitude = Float((2 * pow(10, decibels / 10)).squareRoot())
    return (0..<Int(seconds * Double(second))).map { amplitude * sin(2 * .pi * 200 * Float($0) / Float(second)) }
  }

  private static func gain(_ parts: [[Float]]) -> Double {
    var level = SpeechLevel()
    for part in parts { part.withUnsafeBufferPointer { level.add($0) } }
    return 20 * log10(Double(level.gain))
  }

  @Test("Any level is brought to 26 dB below full scale", arguments: [-66.0, -46, -26.5, -26, -9])
  func target(decibels: Double) {
    #expect(abs(Self.gain([Self.tone(decibels, seconds: 2)]) - (-26 - decibels)) < 0.01)
  }

  @Test("Pauses do not count, and a bang counts no more than its time")
  func pausesAndBangs() {
    let speech = Self.tone(-40, seconds: 3)
    #expect(abs(Self.gain([speech, Self.tone(-75, seconds: 9), [Float](repeating: 0, count: 16_000)]) - 14) < 0.1)
    #expect(abs(Self.gain([Self.tone(-25, seconds: 0.2), speech]) - (14 - 15 * 0.2 / 3.2)) < 0.1)
  }

  @Test("What a speaker changes is kept: a later, louder part stays louder")
  func changes() {
    let (before, after) = (
      Self.gain([Self.tone(-50, seconds: 4)]), Self.gain([Self.tone(-50, seconds: 4), Self.tone(-40, seconds: 4)])
    )
    // The louder part is heard at 5 dB above the target.
    #expect(abs(before - 24) < 0.01 && abs(after - 19) < 0.01)
  }

  @Test("Nothing but silence stays as it is")
  func silence() {
    #expect(SpeechLevel().gain == 1)
    #expect(Self.gain([[Float](repeating: 0, count: 2 * Self.second)]) == 0)
    #expect(Self.gain([Self.tone(-95, seconds: 2)]) == 0)
  }

  @Test("Immense samples are brought down, and what is no number is passed over")
  func immense() {
    let immense = [Float](repeating: 1e38, count: Self.second)
    #expect(abs(Self.gain([immense]) - (-26 - 760)) < 1)
    let speech = Self.tone(-40, seconds: 2)
    #expect(abs(Self.gain([speech, [Float](repeating: .nan, count: 6400)]) - 14) < 0.01)
    #expect(abs(Self.gain([speech, [Float](repeating: .infinity, count: 6400)]) - 14) < 0.01)
  }

  @Test("A recording made softer gives the same levelled states, in blocks", arguments: [0.1, 0.01])
  func levelledBlocks(gain: Float) {
    func moments(_ samples: [Float]) -> Matrix {
      var blocks = BlockEncoder(
        encoder: LocalEncoder(isCentred: true),
        layers: [0, 3],
        division: .atPauses,
        levelsSpeech: true
      )
      let parts = [blocks.append(samples), blocks.finish(momentCount: VoiceClock.momentCount(steps: 1001))]
      return Matrix(below: parts, columns: blocks.columns)
    }
    // Louder and softer seconds, 10 s in all.
    let sound = (0..<10).flatMap { Self.tone($0 % 3 == 0 ? -20 : -35, seconds: 1) }
    let (loud, soft) = (moments(sound), moments(sound.map { gain * $0 }))
    #expect(loud.rows == 251 && loud.maxDifference(to: soft) < 0.02)
    #expect(loud.values.contains { abs($0) > 0.01 })
  }
}
