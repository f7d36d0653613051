import CKernels

/// The power spectrum |DFT(x)|² of real blocks, by FFmpeg's real FFT.
public final class PowerSpectrum {
  /// Samples a block; a power of two from 16 to 65536.
  public let length: Int
  /// Values a spectrum: length / 2 + 1.
  public var bins: Int { length / 2 + 1 }
  /// The block to transform, to be filled by the caller; `compute` overwrites it.
  public let samples: Matrix
  /// The latest result.
  public let power: Matrix

  private let transform: RealTransform

  public init(length: Int) {
    transform = RealTransform(length: length)
    self.length = length
    samples = Matrix(rows: 1, columns: length)
    power = Matrix(rows: 1, columns: length / 2 + 1)
  }

  /// Transforms `samples` into `power`.
  public func compute() {
    ck_rdft_power(transform.plan, samples.pointer, power.pointer)
  }
}
