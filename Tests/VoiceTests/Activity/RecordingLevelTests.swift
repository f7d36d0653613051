import TestSupport
import Testing

@testable import Voice

struct RecordingLevelTests {
  private func gains(_ decibels: [Float]) -> [Float] {
    var level = RecordingLevel()
    var gains: [Float] = []
    for (index, power) in decibels.enumerated() {
      level.append(power)
      if index >= RecordingLevel.lookAhead { gains.append(level.nextGain()) }
    }
    while gains.count < decibels.count { gains.append(level.nextGain()) }
    return gains
  }

  @Test("Speech at an ordinary level is not raised, nor is the pause before it")
  func ordinary() {
    let gains = gains(Array(repeating: -40, count: 20) + Array(repeating: 30, count: 100))
    #expect(gains.allSatisfy { $0 == 0 })
  }

  @Test("Quiet speech is raised to 55 dB below full scale, and stays there in a pause of a second")
  func quiet() {
    let gains = gains(Array(repeating: -20, count: 200) + Array(repeating: -60, count: 100))
    #expect(gains[..<200].allSatisfy { abs($0 - 14) < 0.5 })
    #expect(gains[200...].allSatisfy { $0 > 13 && $0 < 18 })
  }

  @Test("Digital silence is not raised")
  func silence() {
    #expect(gains(Array(repeating: -61, count: 100)).allSatisfy { $0 == 0 })
  }

  @Test("Values that are no numbers count as silence")
  func notANumber() {
    let gains = gains([.nan, .infinity, -.infinity] + Array(repeating: -20, count: 5000))
    #expect(gains.allSatisfy { $0.isFinite } && gains.last! > 0)
  }
}
