import CKernels
import Foundation
import Numerics

/// Estimates the power spectrum of the noise, and the probability of speech in each bin, by improved minima controlled
/// recursive averaging: Cohen, "Noise spectrum estimation in adverse environments", IEEE Transactions on Speech and
/// Audio Processing 11 (2003). Constants are the paper's unless noted.
final class NoiseEstimate {
  static let powerFloor: Float = 1e-9
  /// Ratio of a smoothed periodogram's mean to its minimum.
  private static let bias: Float = 1.66
  private static let compensation: Float = 1.47
  private static let memory: Float = 0.85
  /// Hann window over seven bins, because the transform is 2.56 times as long as the window.
  static let neighbours: [Float] = {
    let hann = (1...7).map { 0.5 - 0.5 * cos(2 * .pi * Double($0) / 8) }
    return hann.map { Float($0 / hann.reduce(0, +)) }
  }()

  /// Noise power.
  let power: Matrix
  /// Probability of speech.
  let presence: Matrix

  private let bins: Int
  private let average: Matrix
  /// Minima of all sound, and of what the first pass classifies as noise.
  private let minimum: RunningMinimum
  private let quietMinimum: RunningMinimum
  private let quietSpectrum: Matrix
  private let local: Matrix
  private let unbiased: Matrix
  private let quiet: Matrix
  private let quietPower: Matrix
  private let weight: Matrix

  init(bins: Int) {
    self.bins = bins
    func row() -> Matrix { Matrix(rows: 1, columns: bins) }
    power = row()
    presence = row()
    average = row()
    minimum = RunningMinimum(bins: bins)
    quietMinimum = RunningMinimum(bins: bins)
    quietSpectrum = row()
    local = row()
    unbiased = row()
    quiet = row()
    quietPower = row()
    weight = row()
  }

  /// Initialises the noise with the minimum of the smoothed first spectra, (steps, bins).
  func start(_ first: MatrixView) {
    let minima = Matrix(rows: 1, columns: bins)
    let smooth = Matrix(rows: 1, columns: bins)
    spread(first.pointer, into: smooth)
    _ = minima.elements.update(fromContentsOf: smooth.elements)
    for step in 1..<max(1, first.rows) {
      spread(first.pointer + step * first.stride, into: local)
      // `unbiased` is scratch space here.
      ck_smooth_minimum(local.pointer, 0.9, 0, smooth.pointer, unbiased.pointer, minima.pointer, bins)
    }
    for bin in 0..<bins {
      minima.pointer[bin] = max(minima.pointer[bin], Self.powerFloor)
      average.pointer[bin] = Self.bias * minima.pointer[bin] / Self.compensation
      power.pointer[bin] = Self.bias * minima.pointer[bin]
    }
    minimum.start(minima)
    quietMinimum.start(minima)
  }

  /// Updates the probability of speech from a step's spectrum and the gain's a-priori ratio `prior` and exponent `v`.
  func updatePresence(_ spectrum: UnsafePointer<Float>, prior: Matrix, v: Matrix) {
    spread(spectrum, into: local)
    minimum.add(local, floor: Self.powerFloor)
    scale(minimum.minima)
    ck_quiet_power(
      spectrum,
      minimum.smooth.pointer,
      unbiased.pointer,
      4.6,
      1.67,
      quiet.pointer,
      quietPower.pointer,
      bins
    )
    spread(quiet.pointer, into: weight)
    spread(quietPower.pointer, into: local)
    // Bins without quiet neighbours keep their estimate.
    _ = quietSpectrum.elements.update(fromContentsOf: quietMinimum.smooth.elements)
    ck_quotient(local.pointer, weight.pointer, quietSpectrum.pointer, bins)
    quietMinimum.add(quietSpectrum, floor: Self.powerFloor)
    scale(quietMinimum.minima)
    ck_speech_presence(
      spectrum,
      minimum.smooth.pointer,
      unbiased.pointer,
      prior.pointer,
      v.pointer,
      presence.pointer,
      bins
    )
  }

  /// Averages the step into the noise where speech is absent.
  func updatePower(_ spectrum: UnsafePointer<Float>) {
    ck_noise_average(
      spectrum,
      presence.pointer,
      Self.memory,
      Self.compensation,
      Self.powerFloor,
      average.pointer,
      power.pointer,
      bins
    )
  }

  private func spread(_ values: UnsafePointer<Float>, into out: Matrix) {
    ck_neighbourhood(values, Self.neighbours, out.pointer, bins)
  }

  private func scale(_ minima: Matrix) {
    for bin in 0..<bins { unbiased.pointer[bin] = Self.bias * minima.pointer[bin] }
  }
}

/// Smooths a spectrum over time and tracks each bin's minimum over about 1.2 s, in stretches (Martin, "Spectral
/// subtraction based on minimum statistics", 1994).
private final class RunningMinimum {
  /// Number of stretches that the minimum covers.
  static let partCount = 8
  /// Steps per stretch.
  static let partLength = 15
  private static let memory: Float = 0.9

  /// The smoothed spectrum.
  let smooth: Matrix
  /// Its minimum.
  let minima: Matrix
  private let current: Matrix
  private let parts: Matrix
  private var count = 0

  init(bins: Int) {
    smooth = Matrix(rows: 1, columns: bins)
    minima = Matrix(rows: 1, columns: bins)
    current = Matrix(rows: 1, columns: bins)
    parts = Matrix(rows: Self.partCount, columns: bins)
  }

  /// Starts as if `minimum` had held all along.
  func start(_ minimum: Matrix) {
    for matrix in [smooth, minima, current] { _ = matrix.elements.update(fromContentsOf: minimum.elements) }
    for part in 0..<parts.rows { _ = parts.row(part).update(fromContentsOf: minimum.elements) }
    count = 0
  }

  /// Adds the next spectrum and updates `smooth` and `minima`.
  func add(_ values: Matrix, floor: Float) {
    let bins = values.columns
    ck_smooth_minimum(values.pointer, Self.memory, floor, smooth.pointer, current.pointer, minima.pointer, bins)
    count += 1
    guard count.isMultiple(of: Self.partLength) else { return }
    _ = parts.row(count / Self.partLength % Self.partCount).update(fromContentsOf: current.elements)
    for bin in 0..<bins {
      var minimum = parts.pointer[bin]
      for part in 1..<Self.partCount { minimum = min(minimum, parts.pointer[part * bins + bin]) }
      minima.pointer[bin] = minimum
      current.pointer[bin] = max(smooth.pointer[bin], floor)
    }
  }
}
