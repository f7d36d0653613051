import CKernels
import Foundation

/// The sound as formants are looked for: resampled to 11 kHz, frequencies above 50 Hz raised by 6 dB an octave.
///
/// Output sample m stands at 16 m / 11 of the input; 10 ms are 110 of them.
final class FormantSound {
  static let sampleRate = 11_000
  static let hop = 110
  /// Input samples that an output sample needs on either side.
  static let reach = 64

  let samples = SampleHistory(leadingZeros: 512)
  private var last: Float = 0
  private static let emphasis = Float(exp(-2 * .pi * 50 / Double(sampleRate)))

  /// Row p interpolates at p / 11 of an input sample: a low-pass sinc under a Kaiser-like window.
  private static let kernels: [Float] = (0..<11).flatMap { phase in
    let row = (0..<2 * reach).map { tap -> Double in
      let distance = Double(tap - reach + 1) - Double(phase) / 11
      let cutoff = 2 * 5450 / Double(LogMel.sampleRate)
      let sinc = distance == 0 ? cutoff : sin(.pi * cutoff * distance) / (.pi * distance)
      let place = distance / Double(reach)
      return sinc * (0.42 + 0.5 * cos(.pi * place) + 0.08 * cos(2 * .pi * place))
    }
    let total = row.reduce(0, +)
    return row.map { Float($0 / total) }
  }

  /// Resamples as far as the sound reaches.
  func follow(_ sound: SampleHistory) {
    Self.kernels.withUnsafeBufferPointer { kernels in
      while true {
        let (whole, phase) = (samples.end * 16 / 11, samples.end * 16 % 11)
        guard whole + Self.reach < sound.end else { return }
        let start = sound.pointer(at: whole - Self.reach + 1)
        let value = ck_dot(start, kernels.baseAddress! + phase * 2 * Self.reach, 2 * Self.reach)
        samples.append(value - Self.emphasis * last)
        last = value
      }
    }
  }
}
