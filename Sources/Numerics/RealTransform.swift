import CKernels

/// FFmpeg's real FFT of blocks of one length.
final class RealTransform {
  let plan: OpaquePointer

  /// - Parameter length: a power of two from 16 to 65536.
  init(length: Int) {
    guard let plan = ck_rdft_create(length) else {
      preconditionFailure("\(length) is no power of two from 16 to 65536, or memory is short")
    }
    self.plan = plan
  }

  deinit {
    ck_rdft_destroy(plan)
  }
}
