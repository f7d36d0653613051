import Foundation
import TestSupport
import Testing
import Voice

struct ClippingDetectorTests {
  /// Speech-like: Laplace distributed.
  private static let samples: [Float] = {
    var state: UInt64 = 5
    return (0..<48_000).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let uniform = (Float(state >> 40) + 0.5) / Float(1 << 24)
      return 0.1 * (uniform < 0.5 ? logOf(2 * uniform) : -logOf(2 - 2 * uniform))
    }
  }()

  private static func logOf(_ value: Float) -> Float { Float(log(Double(value))) }

  private func isClipped(_ samples: [Float]) -> Bool {
    var detector = ClippingDetector()
    for start in stride(from: 0, to: samples.count, by: 1_000) {
      detector.append(Array(samples[start..<min(start + 1_000, samples.count)]))
    }
    return detector.isClipped
  }

  @Test("A distribution that falls to its end is not clipped", arguments: [Float(0.01), 0.3, 1, 5])
  func clean(gain: Float) {
    #expect(!isClipped(Self.samples.map { $0 * gain }))
    #expect(!isClipped([]))
  }

  @Test("One that piles up is, with a ripple of 5 % too", arguments: [Float(0.3), 0.15])
  func clipped(ceiling: Float) {
    let cut = Self.samples.map { max(-ceiling, min(ceiling, $0)) }
    #expect(isClipped(cut))
    #expect(isClipped(cut.enumerated().map { $1 * (1 + 0.05 * Float($0 % 7 - 3) / 3) }))
    #expect(isClipped(cut.map { $0 * 0.2 }))
  }
}
