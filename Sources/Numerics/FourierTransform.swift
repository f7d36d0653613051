import CKernels

/// The power spectrum |DFT(x)|² of real blocks, computed with FFmpeg's real FFT.
public final class PowerSpectrum {
  /// Samples per block; a power of two from 16 to 65536.
  public let length: Int
  /// Values per spectrum: length / 2 + 1.
  public var bins: Int { length / 2 + 1 }
  /// The input block, filled by the caller; `compute` overwrites it.
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

/// The circular autocorrelation of real blocks, computed with FFmpeg's real FFT. For a block whose second half is zero
/// it equals the linear autocorrelation.
public final class Autocorrelation {
  /// Samples per block; a power of two from 16 to 65536.
  public let length: Int
  /// The input block, filled by the caller; `compute` overwrites it.
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

  /// Computes `values` from `samples`.
  public func compute() {
    ck_rdft_autocorrelation(transform.plan, samples.pointer, values.pointer)
  }
}

/// FFmpeg's real FFT of blocks of one length.
private final class RealTransform {
  let plan: OpaquePointer

  /// - Parameter length: a power of two from 16 to 65536.
  init(length: Int) {
    guard let plan = ck_rdft_create(length) else {
      preconditionFailure("\(length) is not a power of two from 16 to 65536, or out of memory")
    }
    self.plan = plan
  }

  deinit {
    ck_rdft_destroy(plan)
  }
}
