import CKernels
import Foundation
import Numerics

/// The log-mel spectrogram that Whisper takes as input (Radford et al., "Robust speech recognition via large-scale weak
/// supervision", 2022).
///
/// 16 kHz; periodic Hann window and DFT of 400 samples; a step every 160 samples, step i centred on sample 160 i, the
/// sound reflected at both ends; power; Slaney bands from 0 to 8 kHz; log10(max(x, 1e-10)), at most 8 below the greatest
/// value of the sound; (x + 4) / 4. Equals the features of Whisper's own program for the sound alone, without its
/// padding to 30 s.
///
/// 400 is not a power of two, so the DFT is a product with its matrix. Around the centre of the window, cosines are even
/// and sines odd, which halves the product.
public struct WhisperLogMel {
  public static let transformLength = 400
  public static let hop = VoiceClock.samplesPerStep
  /// A shorter sound is padded with zeros to this many samples.
  public static let minSamples = transformLength

  private static let half = transformLength / 2
  private static let binCount = half + 1
  /// Steps transformed together.
  private static let blockSteps = 256
  private static let floor: Float = 1e-10
  /// Range below the greatest value, in decades.
  private static let range: Float = 8

  public let bandCount: Int
  private let filterBank: MelFilterBank
  /// The window times cosine and sine of each bin, (200, 201) each, for samples 1 to 200 of the window.
  private let cosines: Matrix
  private let sines: Matrix

  /// - Parameter bandCount: 80, or 128 in the third version of the large model.
  public init(bandCount: Int) {
    self.bandCount = bandCount
    filterBank = MelFilterBank(
      count: bandCount,
      sampleRate: Double(VoiceClock.sampleRate),
      transformLength: Self.transformLength,
      lowest: 0,
      highest: Double(VoiceClock.sampleRate) / 2
    )
    cosines = Self.transform(cos)
    sines = Self.transform(sin)
  }

  private static func transform(_ function: (Double) -> Double) -> Matrix {
    let length = Double(transformLength)
    let matrix = Matrix(rows: half, columns: binCount)
    for sample in 1...half {
      // The sample in the centre meets itself in the sum with its mirror image.
      let window = (0.5 - 0.5 * cos(2 * .pi * Double(sample) / length)) * (sample == half ? 0.5 : 1)
      for bin in 0..<binCount {
        matrix[sample - 1, bin] = Float(window * function(2 * .pi * Double(sample * bin % transformLength) / length))
      }
    }
    return matrix
  }

  /// Number of steps of a sound: ⌊samples / 160⌋, because Whisper drops the last one; 2 for a sound padded to 400 samples.
  public static func stepCount(samples: Int) -> Int {
    max(samples, minSamples) / hop
  }

  /// Computes the spectrogram of a whole sound, (⌊samples / 160⌋, bands).
  public func callAsFunction(_ samples: UnsafeBufferPointer<Float>) -> Matrix {
    let padded = Self.reflected(samples)
    let steps = Matrix(rows: Self.stepCount(samples: samples.count), columns: bandCount)
    for first in stride(from: 0, to: steps.rows, by: Self.blockSteps) {
      fill(steps, rows: first..<min(first + Self.blockSteps, steps.rows), from: padded)
    }
    Self.compress(steps)
    return steps
  }

  /// The sound with 200 samples more at either end, mirrored at its first and last sample.
  static func reflected(_ samples: UnsafeBufferPointer<Float>) -> [Float] {
    let count = max(samples.count, minSamples)
    let padding = count - samples.count
    return [Float](unsafeUninitializedCapacity: count + 2 * half) { padded, filled in
      let sound = padded.baseAddress! + half
      if let source = samples.baseAddress { sound.initialize(from: source, count: samples.count) }
      (sound + samples.count).initialize(repeating: 0, count: padding)
      for distance in 1...half {
        (sound - distance).initialize(to: sound[distance])
        (sound + count - 1 + distance).initialize(to: sound[count - 1 - distance])
      }
      filled = padded.count
    }
  }

  /// Writes the powers of the bands of some steps; step i begins at sample 160 i of the padded sound.
  private func fill(_ steps: Matrix, rows: Range<Int>, from padded: [Float]) {
    let even = Matrix(rows: rows.count, columns: Self.half)
    let odd = Matrix(rows: rows.count, columns: Self.half)
    for (row, step) in rows.enumerated() {
      padded.withUnsafeBufferPointer {
        let window = $0.baseAddress! + step * Self.hop
        ck_fold(window, Self.half, even.row(row).baseAddress!, odd.row(row).baseAddress!)
      }
    }
    let real = Matrix(rows: rows.count, columns: Self.binCount)
    let imaginary = Matrix(rows: rows.count, columns: Self.binCount)
    BLAS.multiply(even.view, cosines.view, into: real.view)
    BLAS.multiply(odd.view, sines.view, into: imaginary.view)
    let power = Matrix(rows: rows.count, columns: Self.binCount)
    let count = power.rows * power.columns
    ck_multiply(real.pointer, real.pointer, power.pointer, count)
    ck_add_product(imaginary.pointer, imaginary.pointer, power.pointer, count)
    for (row, step) in rows.enumerated() {
      let (bins, target) = (power.row(row).baseAddress!, steps.row(step))
      for (index, band) in filterBank.bands.enumerated() {
        target[index] = ck_dot(bins + band.first, band.weights, band.weights.count)
      }
    }
  }

  /// Takes the logarithm, limits the range and scales it.
  private static func compress(_ steps: Matrix) {
    let values = steps.elements
    ck_log_floor(steps.pointer, values.count, floor)
    var greatest = -Float.infinity
    for value in values where value > greatest { greatest = value }
    let least = greatest - range * log(10)
    let scale = 1 / (4 * log(Float(10)))
    for index in values.indices { values[index] = (values[index] > least ? values[index] : least) * scale + 1 }
  }
}
