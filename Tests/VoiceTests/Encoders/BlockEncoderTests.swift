import Foundation
import Numerics
import TestSupport
import Testing
import Voice

@Suite("Pre-trained encoders in blocks")
struct BlockEncoderTests {
  private static let seconds = [29.99, 30, 30.01, 31, 56, 58, 59, 95]
  private static let counts = [0, 1, 100, 640, 16_000] + seconds.map { Int($0 * 16_000) }
  private static let layers = [0, 3]

  /// 95 s.
  private static let sound: [Float] = (0..<95 * 16_000).map { Float($0 &* 2_654_435_761 & 0xFFFF) / 65_536 }

  /// Feeds a sound in pieces of odd sizes.
  private func run(_ count: Int, append: ([Float]) -> Matrix, finish: () -> Matrix, columns: Int) -> Matrix {
    var parts: [Matrix] = []
    var start = 0
    while start < count {
      let end = min(start + 1 + (start * 7 + 12_345) % 99_991, count)
      parts.append(append(Array(Self.sound[start..<end])))
      start = end
    }
    return Matrix(below: parts + [finish()], columns: columns)
  }

  private func moments(_ encoder: LocalEncoder, _ count: Int, _ division: StateBlocks.Division) -> Matrix {
    var blocks = BlockEncoder(encoder: encoder, layers: Self.layers, division: division)
    let total = momentCount(count)
    return run(
      count,
      append: { blocks.append($0) },
      finish: { blocks.finish(momentCount: total) },
      columns: blocks.columns
    )
  }

  private func momentCount(_ samples: Int) -> Int {
    (LogMel.stepCount(samples: samples) + 3) / 4
  }

  /// The states of the chosen layers in one pass, side by side.
  private func onePass(_ encoder: LocalEncoder, _ count: Int) -> Matrix {
    let states = Matrix(rows: encoder.stateCount(samples: count), columns: 2 * Self.layers.count)
    Self.sound.withUnsafeBufferPointer { sound in
      encoder.encode(UnsafeBufferPointer(rebasing: sound[..<count]), through: 3) { layer, hidden in
        guard let place = Self.layers.firstIndex(of: layer) else { return }
        for row in 0..<states.rows {
          for column in 0..<2 { states[row, 2 * place + column] = hidden[row, column] }
        }
      }
    }
    return states
  }

  /// The mean of the states within 40 ms of each moment by definition; the nearest where there are none.
  private func average(_ states: Matrix, firstStateSeconds: Double, moments: Int) -> Matrix {
    let averages = Matrix(rows: moments, columns: states.columns)
    for moment in 0..<moments {
      let distances = (max(0, 2 * moment - 5)..<2 * moment + 5).filter { $0 < states.rows }.map { state in
        (state, abs(firstStateSeconds + 0.02 * Double(state) - 0.04 * Double(moment)))
      }
      let near = distances.map { ($0, max(0, 1 - $1 / 0.04)) }.filter { $0.1 > 1e-9 }
      let sum = near.reduce(0) { $0 + $1.1 }
      for column in 0..<states.columns {
        let mean = near.reduce(0) { $0 + $1.1 * Double(states[$1.0, column]) } / sum
        averages[moment, column] = near.isEmpty ? states[states.rows - 1, column] : Float(mean)
      }
    }
    return averages
  }

  @Test("Blocks equal one pass, whatever the pieces", arguments: [true, false], Self.counts)
  func bothSides(isCentred: Bool, count: Int) {
    let encoder = LocalEncoder(isCentred: isCentred)
    let states = onePass(encoder, count)
    let expected = average(states, firstStateSeconds: encoder.firstStateSeconds, moments: momentCount(count))
    #expect(moments(encoder, count, .contextOnBothSides).maxDifference(to: expected) < 1e-5)
    var blocks = StateBlocks(encoder: encoder, layers: Self.layers, division: .contextOnBothSides)
    let given = run(count, append: { blocks.append($0) }, finish: { blocks.finish() }, columns: blocks.columns)
    #expect(given.values == states.values)
    #expect(blocks.stateCount == states.rows)
  }

  @Test("Short blocks with context on the left alone equal one pass", arguments: [0, 1, 640, 641, 16_000, 505_000])
  func left(count: Int) {
    let encoder = LocalEncoder(isCentred: false)
    let expected = average(onePass(encoder, count), firstStateSeconds: 0.0125, moments: momentCount(count))
    for (hop, context) in [(0.04, 0.04), (0.2, 1), (1.96, 28)] {
      let moments = moments(encoder, count, .contextOnLeft(hopSeconds: hop, contextSeconds: context))
      #expect(moments.maxDifference(to: expected) < 1e-5)
    }
  }

  @Test("No block exceeds 30 s, and only the context is encoded twice")
  func calls() {
    let encoder = LocalEncoder(isCentred: true)
    _ = moments(encoder, 95 * 16_000, .contextOnBothSides)
    #expect(encoder.calls == [30, 30, 30, 17].map { $0 * 16_000 })
    let short = LocalEncoder(isCentred: true)
    _ = moments(short, 30 * 16_000, .contextOnBothSides)
    #expect(short.calls == [30 * 16_000])
  }

  @Test("A live block gives the moments before its end")
  func latency() {
    for (isCentred, delay) in [(true, 0), (false, 1)] {
      let live = StateBlocks.Division.contextOnLeft(hopSeconds: 0.2, contextSeconds: 1)
      var blocks = BlockEncoder(encoder: LocalEncoder(isCentred: isCentred), layers: [1], division: live)
      #expect(blocks.append([Float](repeating: 0, count: 3199)).rows == 0)
      #expect(blocks.append([0]).rows == 5 - delay)
      #expect(blocks.append([Float](repeating: 0, count: 6400)).rows == 10)
    }
  }
}
