import Foundation
import Numerics
import Testing
import Voice

@Suite("Pre-trained encoders from pause to pause")
struct PauseBlockTests {
  /// Samples of a moment.
  private static let moment = 640

  /// Noise that is softer around some instants, and a little louder from second to second so that no others are pauses.
  private func sound(seconds: Double, pauses: [Double], depth: Float = 0.1) -> [Float] {
    (0..<Int(seconds * 16_000)).map { index in
      let instant = Double(index) / 16_000
      let noise = Float(index &* 2_654_435_761 & 0xFFFF) / 65_536 - 0.5
      return noise * (pauses.contains { abs($0 - instant) < 0.15 } ? depth : Float(1 + instant / 100))
    }
  }

  /// The lengths of the blocks in seconds, without the moment behind each, and their states.
  private func blocks(_ sound: [Float], isCentred: Bool = false) -> (seconds: [Double], states: Matrix) {
    let encoder = LocalEncoder(isCentred: isCentred)
    var blocks = StateBlocks(encoder: encoder, layers: [1], division: .atPauses)
    var parts: [Matrix] = []
    var start = 0
    while start < sound.count {
      let end = min(start + 1 + (start * 7 + 12_345) % 99_991, sound.count)
      parts.append(blocks.append(Array(sound[start..<end])))
      start = end
    }
    parts.append(blocks.finish())
    let lengths = encoder.calls.enumerated().map { index, samples in
      Double(samples - (index < encoder.calls.count - 1 ? Self.moment : 0)) / 16_000
    }
    return (lengths, Matrix(below: parts, columns: 2))
  }

  @Test("Blocks end in the middle of a pause")
  func pauses() {
    let (seconds, _) = blocks(sound(seconds: 20, pauses: [3, 7.5, 12]))
    let ends = seconds.reduce(into: [0.0]) { $0.append($0.last! + $1) }
    #expect(zip(ends, [0, 3, 7.5, 12, 20]).allSatisfy { abs($0 - $1) <= 0.04 }, "\(ends)")
    #expect(seconds.count == 4)
  }

  @Test("A recording that begins elsewhere is divided at the same places", arguments: [0.04, 1.36, 5, 8.2])
  func shifted(start: Double) {
    let pauses = [3, 7.5, 12, 14.6, 21]
    let sound = sound(seconds: 24, pauses: pauses)
    let (whole, states) = blocks(sound)
    let (part, moved) = blocks(Array(sound[Int(start * 16_000)...]))
    #expect(part.suffix(3) == whole.suffix(3))
    let rows = Int(9 * 50)
    for row in 1...rows { #expect(moved[moved.rows - row, 0] == states[states.rows - row, 0]) }
  }

  @Test("Sound without pauses, and silence, come in blocks of at most 30 s", arguments: [true, false])
  func endless(isSilent: Bool) {
    let sound = sound(seconds: 95, pauses: []).map { isSilent ? 0 : $0 }
    let (seconds, _) = blocks(sound)
    #expect(seconds.count >= 4 && seconds.allSatisfy { $0 >= 2 && $0 <= 30 }, "\(seconds)")
    #expect(abs(seconds.reduce(0, +) - 95) < 1e-9)
  }

  @Test("The last block of silence, too, is at most 30 s", arguments: [29, 29.2, 29.96, 30, 30.04, 30.16, 30.2, 57.2])
  func lastBlock(length: Double) {
    let (seconds, _) = blocks([Float](repeating: 0, count: Int(length * 16_000)))
    #expect(seconds.allSatisfy { $0 >= 2 && $0 <= 30 }, "\(seconds)")
  }

  @Test("Short clips are one block", arguments: [0, 1, 640, 16_000, 64_000])
  func short(count: Int) {
    let sound = Array(sound(seconds: 4, pauses: [1, 3]).prefix(count))
    let (seconds, states) = blocks(sound)
    #expect(seconds == [Double(count) / 16_000])
    #expect(states.rows == LocalEncoder(isCentred: false).stateCount(samples: count))
  }

  @Test("Each state is there once and in its place", arguments: [true, false])
  func places(isCentred: Bool) {
    let sound = sound(seconds: 40, pauses: [4, 9, 17, 30])
    let (seconds, states) = blocks(sound, isCentred: isCentred)
    let encoder = LocalEncoder(isCentred: isCentred)
    #expect(seconds.count == 5)
    #expect(states.rows == encoder.stateCount(samples: sound.count))
    sound.withUnsafeBufferPointer { sound in
      encoder.encode(sound, through: 1) { layer, expected in
        guard layer == 1 else { return }
        // A state reaches at most 12.5 ms before its block, where there is no sound for it.
        let differing = (0..<states.rows).count { states[$0, 0] != expected[$0, 0] || states[$0, 1] != expected[$0, 1] }
        #expect(differing == (isCentred ? seconds.count - 1 : 0))
      }
    }
  }
}
