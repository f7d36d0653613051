import CKernels
import Foundation

/// Momentary loudness per ITU-R BS.1770-4: energy of the K-weighted sound over the latest 400 ms.
///
/// The filters are the standard's two analogue prototypes, transformed to 16 kHz by the bilinear transform.
struct Loudness {
  /// Number of 10 ms steps summed.
  private static let steps = 40
  /// The head shelf and the high-pass: b0, b1, b2, a1, a2 each.
  static let sections: [Double] =
    shelf(hertz: 1681.974450955533, decibels: 3.999843853973347, q: 0.7071752369554196)
    + highPass(hertz: 38.13547087602444, q: 0.5003270373238773)

  private var state = [0.0, 0, 0, 0]
  private var energies = [Double](repeating: 0, count: Loudness.steps)
  private var count = 0

  /// Appends the next 160 samples.
  mutating func append(_ samples: UnsafePointer<Float>) {
    energies[count % Self.steps] = ck_filtered_energy(samples, LogMel.hop, Self.sections, &state)
    count += 1
  }

  /// Loudness of the latest 400 ms in LUFS, with silence assumed before the sound. NaN for silence.
  var momentary: Float {
    let mean = energies.reduce(0, +) / Double(Self.steps * LogMel.hop)
    return mean > 1e-12 ? Float(-0.691 + 10 * log10(mean)) : .nan
  }

  /// The standard gives coefficients for 48 kHz only; these prototypes reproduce them (derived by B. De Man,
  /// "Evaluation of implementations of the EBU R128 loudness measurement", 2018).
  static func shelf(hertz: Double, decibels: Double, q: Double, rate: Double = Double(LogMel.sampleRate)) -> [Double] {
    let k = tan(.pi * hertz / rate)
    let high = pow(10, decibels / 20)
    let band = pow(high, 0.4996667741545416)
    let a0 = 1 + k / q + k * k
    return [
      (high + band * k / q + k * k) / a0, 2 * (k * k - high) / a0, (high - band * k / q + k * k) / a0,
      2 * (k * k - 1) / a0, (1 - k / q + k * k) / a0,
    ]
  }

  static func highPass(hertz: Double, q: Double, rate: Double = Double(LogMel.sampleRate)) -> [Double] {
    let k = tan(.pi * hertz / rate)
    let a0 = 1 + k / q + k * k
    return [1, -2, 1, 2 * (k * k - 1) / a0, (1 - k / q + k * k) / a0]
  }
}
