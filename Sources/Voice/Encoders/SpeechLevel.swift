import CKernels
import Foundation
import Numerics

/// The level of the speech in a stream of sound so far, and the gain that brings it to a fixed level.
///
/// How loud a recording is says more about its recorder than about the speaker, so an encoder hears all speech at one
/// level. What a speaker changes from one part to the next is kept, because the level is that of everything so far.
///
/// The level is the mean level, in decibels, of the moments that are not much quieter than the whole: a bang counts no
/// more than the moment it takes, and pauses count nothing.
struct SpeechLevel: Sendable {
  /// The active level to which telephone networks are tuned, in decibels of full scale (ITU-T P.56, G.111).
  private static let target = -26.0
  /// Moments below are silence.
  private static let silence = -90.0
  /// Moments this much quieter than the mean power are pauses.
  private static let pause = 20.0
  private static let moment = StateBlocks.samplesPerMoment

  /// The moments of one decibel.
  private struct Bin {
    var count = 0
    var power = 0.0
    var decibels = 0.0
  }

  private var bins = [Bin](repeating: Bin(), count: Int(1 - silence))

  /// Adds sound at 16 kHz; samples beyond whole moments are left out, and moments with what is no number.
  mutating func add(_ samples: UnsafeBufferPointer<Float>) {
    for first in stride(from: 0, to: samples.count - Self.moment + 1, by: Self.moment) {
      let power = Self.power(UnsafeBufferPointer(rebasing: samples[first..<first + Self.moment]))
      let decibels = 10 * log10(power)
      guard decibels.isFinite, decibels >= Self.silence else { continue }
      let bin = min(Int(decibels - Self.silence), bins.count - 1)
      bins[bin].count += 1
      bins[bin].power += power
      bins[bin].decibels += decibels
    }
  }

  private static func power(_ samples: UnsafeBufferPointer<Float>) -> Double {
    let energy = ck_dot(samples.baseAddress!, samples.baseAddress!, samples.count)
    // The squares of immense samples exceed 32 bits.
    let sum = energy.isFinite ? Double(energy) : samples.reduce(0) { $0 + Double($1) * Double($1) }
    return sum / Double(samples.count)
  }

  /// The factor that brings the speech so far to the target; 1 while there was nothing but silence.
  var gain: Float {
    func sum(_ bins: ArraySlice<Bin>, _ part: (Bin) -> Double) -> Double { bins.reduce(0) { $0 + part($1) } }
    let count = sum(bins[...]) { Double($0.count) }
    guard count > 0 else { return 1 }
    let threshold = 10 * log10(sum(bins[...], \.power) / count) - Self.pause
    let heard = bins[min(max(0, Int(threshold - Self.silence)), bins.count - 1)...]
    let level = sum(heard, \.decibels) / sum(heard) { Double($0.count) }
    return Float(pow(10, (Self.target - level) / 20))
  }
}
