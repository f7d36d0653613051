import CKernels

/// The circular autocorrelation of real blocks, by FFmpeg's real FFT; blocks that are zero in their second half have the
/// plain one.
public final class Autocorrelation {
  /// Samples a block; a power of two from 16 to 65536.
  public let length: Int
  /// The block, to be filled by the caller; `compute` overwrites it.
  public let samples: Matrix
  /// The latest result at lags 0 to length / 2.
  public let values: Matrix

  private let transform: RealTransform

  public init(length: Int) {
    transform = RealTransform(length: length)
    self.length = length
    samples = Matrix(rows: 1, columns: length)
    values = Matrix(rows: 1, columns: length / 2 + 1)
  }

  /// Turns `samples` into `values`.
  public func compute() {
    ck_rdft_autocorrelation(transform.plan, samples.pointer, values.pointer)
  }
}
