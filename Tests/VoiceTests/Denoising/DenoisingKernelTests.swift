import CKernels
import Foundation
import TestSupport
import Testing

/// The noise reduction kernels against plain loops.
@Suite struct DenoisingKernelTests {
  private static func numbers(_ count: Int, seed: UInt64, scale: Float = 1) -> [Float] {
    var state = seed
    return (0..<count).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return scale * (Float(state >> 40) / Float(1 << 24) + 0.01)
    }
  }

  private static func isNear(_ a: [Float], _ b: [Float], _ tolerance: Float = 1e-5) -> Bool {
    zip(a, b).allSatisfy { abs($0 - $1) <= tolerance * max(1, abs($1)) }
  }

  @Test func exponentialIntegralMatchesSciPy() throws {
    let vectors = try Vectors.open("denoising")
    let expected = try vectors.floats("integral.value", shape: [200])
    var values = try vectors.floats("integral.x", shape: [200])
    ck_exponential_integral(&values, values.count)
    for (value, reference) in zip(values, expected) { #expect(abs(value / reference - 1) < 2e-6) }
  }

  /// The exponential integral by its continued fraction and its power series, in double precision.
  static func plainIntegral(_ x: Double) -> Double {
    guard x < 1.5 else {
      var fraction = 0.0
      for n in stride(from: 200.0, through: 1, by: -1) { fraction = n / (1 + n / (x + fraction)) }
      return exp(-x) / (x + fraction)
    }
    var (sum, term) = (-0.5772156649015329 - log(x), -1.0)
    for n in 1...40 {
      term *= -x / Double(n)
      sum += term / Double(n)
    }
    return sum
  }

  @Test func exponentialIntegralMatchesItsSeries() {
    let x = (0..<400).map { Float(pow(10, -6 + 7.8 * Double($0) / 399)) }
    var values = x
    ck_exponential_integral(&values, values.count)
    for (value, x) in zip(values, x) { #expect(abs(Double(value) / Self.plainIntegral(Double(x)) - 1) < 2e-6, "\(x)") }
  }

  @Test(arguments: [1, 5, 7, 8, 513])
  func neighbourhoodMatchesThePlainSum(count: Int) {
    let (values, weights) = (Self.numbers(count, seed: 1), Self.numbers(7, seed: 2))
    var out = [Float](repeating: 0, count: count)
    ck_neighbourhood(values, weights, &out, count)
    let plain = (0..<count).map { place in
      (0..<7).reduce(Float(0)) { $0 + weights[$1] * values[min(max(place + $1 - 3, 0), count - 1)] }
    }
    #expect(Self.isNear(out, plain))
  }

  @Test func smoothingAndMinimaMatchPlainLoops() {
    let values = Self.numbers(513, seed: 3)
    let start = (1...3).map { Self.numbers(513, seed: 3 + UInt64($0)) }
    var (smooth, current, minimum) = (start[0], start[1], start[2])
    ck_smooth_minimum(values, 0.9, 0.05, &smooth, &current, &minimum, 513)
    let expected = zip(start[0], values).map { 0.9 * $0 + 0.1 * $1 }
    #expect(Self.isNear(smooth, expected))
    #expect(Self.isNear(current, zip(start[1], expected).map { min($0, max($1, 0.05)) }))
    #expect(Self.isNear(minimum, zip(start[2], expected).map { min($0, max($1, 0.05)) }))

    var (quiet, power) = ([Float](repeating: 0, count: 513), [Float](repeating: 0, count: 513))
    ck_quiet_power(values, start[0], start[1], 1.5, 1.2, &quiet, &power, 513)
    let isQuiet = (0..<513).map { values[$0] < 1.5 * start[1][$0] && start[0][$0] < 1.2 * start[1][$0] }
    #expect(quiet == isQuiet.map { $0 ? 1 : 0 })
    #expect(power == zip(isQuiet, values).map { $0 ? $1 : 0 })
    var quotient = start[2]
    ck_quotient(values, quiet, &quotient, 513)
    #expect(quotient == (0..<513).map { isQuiet[$0] ? values[$0] : start[2][$0] })
  }

  @Test func gainAndPresenceMatchTheirFormulas() {
    let (power, noise) = (Self.numbers(513, seed: 7, scale: 40), Self.numbers(513, seed: 8))
    let old = Self.numbers(513, seed: 9, scale: 30)
    var before = old
    var (prior, v, logGain) = (old, old, old)
    ck_log_spectral_gain(power, noise, 0.92, &before, &prior, &v, &logGain, 513)
    for bin in 0..<513 {
      let posterior = min(Double(power[bin] / noise[bin]), 1e4)
      let ratio = 0.92 * Double(old[bin] / noise[bin]) + 0.08 * max(posterior - 1, 0)
      let xi = min(max(ratio, pow(10, -2.5)), 1e4)
      let exponent = max(posterior * xi / (1 + xi), 1e-6)
      let gain = min(xi / (1 + xi) * exp(0.5 * Self.plainIntegral(exponent)), 1)
      #expect(abs(Double(prior[bin]) / xi - 1) < 1e-5 && abs(Double(v[bin]) / exponent - 1) < 1e-5)
      #expect(abs(Double(logGain[bin]) - log(gain)) < 1e-5)
      #expect(abs(Double(before[bin]) / (gain * gain * Double(power[bin])) - 1) < 1e-4)
    }

    var presence = [Float](repeating: 0, count: 513)
    ck_speech_presence(power, old, noise, prior, v, &presence, 513)
    var out = power
    ck_reduce_noise(power, logGain, presence, -2.3, 0.7, &out, 513)
    var (average, estimate) = (old, noise)
    ck_noise_average(power, presence, 0.85, 1.47, 1e-9, &average, &estimate, 513)
    for bin in 0..<513 {
      let isLow = old[bin] < 1.67 * noise[bin]
      let absence = isLow ? min(max((3 - power[bin] / noise[bin]) / 2, 0), 0.998) : 0
      let expected = 1 / (1 + absence / (1 - absence) * (1 + prior[bin]) * exp(-v[bin]))
      #expect(abs(presence[bin] - expected) < 1e-5)
      let logarithm = expected * logGain[bin] - (1 - expected) * 2.3
      #expect(abs(out[bin] / (power[bin] * exp(1.4 * logarithm)) - 1) < 1e-4)
      let keep = 0.85 + 0.15 * expected
      #expect(abs(average[bin] - (keep * old[bin] + (1 - keep) * power[bin])) < 1e-3)
      #expect(abs(estimate[bin] / (1.47 * average[bin]) - 1) < 1e-5)
    }
  }
}
