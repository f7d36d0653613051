import CKernels
import Foundation
import Numerics

/// Finds pitch candidates in the autocorrelation of a sound, after P. Boersma, "Accurate short-term analysis of the
/// fundamental frequency and the harmonics-to-noise ratio of a sampled sound" (1993), as in Praat's `To Pitch (raw
/// autocorrelation)`: a Hann window of three periods of the pitch floor, its autocorrelation divided by that of the
/// window, local maxima interpolated between the samples.
final class PitchCandidates {
  /// Pitch floor and ceiling in Hz.
  static let floor = 75.0
  static let ceiling = 600.0
  /// Maxima below half this strength are not candidates.
  static let voicingThreshold: Float = 0.45
  /// How much stronger a candidate must be than one an octave higher.
  static let octaveCost: Float = 0.01

  /// Samples of the window on either side of the step's centre.
  static let halfWindow = Int(3 / floor * Double(LogMel.sampleRate)) / 2 - 1
  private static let maxPeriod = Int(Double(LogMel.sampleRate) / floor)
  private static let lags = Int(Double(LogMel.sampleRate) / ceiling)..<maxPeriod + 2
  /// Number of lags computed, including the interpolation's reach.
  private static let lagCount = lags.upperBound + PeakInterpolation.reach + 2

  private static let window: [Float] = (1...2 * halfWindow).map {
    Float(0.5 - 0.5 * cos(2 * .pi * Double($0) / Double(2 * halfWindow + 1)))
  }

  private let transform = Autocorrelation(length: 1024)
  private let correlation = Matrix(rows: 1, columns: PitchCandidates.lagCount)
  /// Reciprocal of the window's autocorrelation, 1 at lag 0.
  private let windowScale = Matrix(rows: 1, columns: PitchCandidates.lagCount)

  init() {
    fill { Self.window[$0] }
    for lag in 0..<Self.lagCount {
      windowScale.pointer[lag] = transform.values.pointer[0] / transform.values.pointer[lag]
    }
  }

  /// - Parameter centre: the sample after the step's centre; reads 320 samples on either side.
  func find(_ centre: UnsafePointer<Float>) -> PitchStep {
    var step = PitchStep()
    let mean = ck_sum(centre - Self.maxPeriod, 2 * Self.maxPeriod) / Float(2 * Self.maxPeriod)
    let start = centre - Self.halfWindow
    fill { (start[$0] - mean) * Self.window[$0] }
    let energy = transform.values.pointer[0]
    step.amplitude = energy.squareRoot()
    step.peak = peak
    guard energy > 1e-12 else { return step }
    for lag in 0..<Self.lagCount {
      correlation.pointer[lag] = transform.values.pointer[lag] * windowScale.pointer[lag] / energy
    }
    addCandidates(to: &step)
    return step
  }

  /// Maximum magnitude within half a longest period of the centre, as set by `fill`.
  private var peak: Float = 0

  private func fill(_ value: (Int) -> Float) {
    let block = transform.samples.pointer
    let count = 2 * Self.halfWindow
    for index in 0..<count { block[index] = value(index) }
    let half = Self.maxPeriod / 2 + 1
    peak = 0
    for index in Self.halfWindow - half..<Self.halfWindow + half { peak = max(peak, abs(block[index])) }
    (block + count).update(repeating: 0, count: transform.length - count)
    transform.compute()
  }

  private func addCandidates(to step: inout PitchStep) {
    let values = correlation.pointer
    for lag in Self.lags {
      let value = values[lag]
      guard value > 0.5 * Self.voicingThreshold, value > values[lag - 1], value >= values[lag + 1] else { continue }
      let (position, height) = PeakInterpolation.refine(values, at: lag)
      let octave = log2(Float(LogMel.sampleRate) / position)
      step.add(octave: octave, strength: height > 1 ? 1 / height : height, octaveCost: Self.octaveCost)
    }
  }
}

/// The pitch candidates of one step.
struct PitchStep {
  /// Maximum number of candidates. Index 0 means unvoiced, the others are periods.
  static let maxCandidates = 16

  /// log₂ of each candidate's frequency in Hz; index 0 is unused.
  var octaves = SIMD16<Float>(repeating: 0)
  /// Normalised autocorrelation at each candidate's period; 0 at index 0.
  var strengths = SIMD16<Float>(repeating: 0)
  /// Number of candidates, including the unvoiced one.
  var count = 1
  /// Maximum sample magnitude in the middle of the window.
  var peak: Float = 0
  /// Square root of the window's energy.
  var amplitude: Float = 0

  /// Maximum strength of a candidate, 0 to 1.
  var voicing: Float { strengths.max() }

  /// Adds a candidate. If there is no room, it replaces the weakest one when it is stronger.
  mutating func add(octave: Float, strength: Float, octaveCost: Float) {
    var index = count
    if count == Self.maxCandidates {
      index = 1
      for other in 2..<count where weight(other, octaveCost) < weight(index, octaveCost) { index = other }
      if weight(index, octaveCost) >= strength + octaveCost * octave { return }
    } else {
      count += 1
    }
    octaves[index] = octave
    strengths[index] = strength
  }

  private func weight(_ index: Int, _ octaveCost: Float) -> Float {
    strengths[index] + octaveCost * octaves[index]
  }
}
