import CKernels
import Glibc

/// Matrix products with OpenBLAS on one thread, with checked shapes.
public enum BLAS {
  /// Selects the best kernels for the processor and returns the name of OpenBLAS's core. Later calls cost nothing.
  @discardableResult
  public static func start() -> String {
    String(cString: ck_blas_start())
  }

  /// Reserves the memory that concurrent products on `threads` threads need. Call it before the first product: if
  /// memory runs out later, OpenBLAS retries for ever. Later calls cost nothing.
  ///
  /// Throws `BLASError.noMemory`.
  public static func reserve(threads: Int = 1) throws(BLASError) {
    guard ck_blas_reserve(Int32(threads)) else { throw .noMemory(threads: threads) }
  }

  /// Whether the user forced the kernels, which are then kept.
  public static var isCoreForced: Bool {
    getenv("OPENBLAS_CORETYPE") != nil
  }

  /// Version and build options of OpenBLAS.
  public static var configuration: String {
    String(cString: ck_blas_config())
  }

  /// C = α · op(A) · op(B) + β · C, where op is the optional transposition.
  ///
  /// Shapes after transposition: A (m, k), B (k, n), C (m, n); a mismatch is a programming error and traps.
  /// Uses GEMV for a single row, because GEMM first packs the whole of B.
  public static func multiply(
    _ a: MatrixView,
    _ b: MatrixView,
    transposeA: Bool = false,
    transposeB: Bool = false,
    into c: MatrixView,
    alpha: Float = 1,
    beta: Float = 0
  ) {
    let (m, k) = transposeA ? (a.columns, a.rows) : (a.rows, a.columns)
    let (kOfB, n) = transposeB ? (b.columns, b.rows) : (b.rows, b.columns)
    precondition(k == kOfB, "inner sizes differ: (\(m), \(k)) · (\(kOfB), \(n))")
    precondition(c.rows == m && c.columns == n, "(\(m), \(n)) does not fit into (\(c.rows), \(c.columns))")
    guard m > 0, n > 0 else { return }
    start()
    if m == 1, !transposeA {
      ck_gemv(!transposeB, b.rows, b.columns, alpha, b.pointer, b.stride, a.pointer, beta, c.pointer)
    } else {
      ck_gemm(
        transposeA,
        transposeB,
        m,
        n,
        k,
        alpha,
        a.pointer,
        a.stride,
        b.pointer,
        b.stride,
        beta,
        c.pointer,
        c.stride
      )
    }
  }

  /// y = α · op(A) · x + β · y, with op(A) (rows, columns), x (columns) and y (rows).
  public static func multiply(
    _ a: MatrixView,
    transpose: Bool = false,
    vector x: UnsafeMutableBufferPointer<Float>,
    into y: UnsafeMutableBufferPointer<Float>,
    alpha: Float = 1,
    beta: Float = 0
  ) {
    let (outputs, inputs) = transpose ? (a.columns, a.rows) : (a.rows, a.columns)
    precondition(x.count == inputs && y.count == outputs, "(\(outputs), \(inputs)) · (\(x.count)) into (\(y.count))")
    guard outputs > 0, inputs > 0 else { return }
    start()
    ck_gemv(transpose, a.rows, a.columns, alpha, a.pointer, a.stride, x.baseAddress!, beta, y.baseAddress!)
  }
}

/// The processor.
public enum Processor {
  /// Its name; nil if the system does not tell.
  public static var name: String? {
    guard let information = fopen("/proc/cpuinfo", "re") else { return nil }
    defer { fclose(information) }
    var line = [CChar](repeating: 0, count: 256)
    while fgets(&line, Int32(line.count), information) != nil {
      let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      let parts = text.split(separator: ":", maxSplits: 1)
      guard parts.count == 2, parts[0].hasPrefix("model name") else { continue }
      return parts[1].split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
    return nil
  }

  /// The features that the kernels use.
  public static var features: [String] {
    let found = ck_cpu_features()
    let names: [(ck_cpu_feature, String)] = [
      (ck_cpu_avx2_fma, "AVX2 FMA"), (ck_cpu_avx512, "AVX-512"), (ck_cpu_avx512_bf16, "AVX-512 BF16"),
      (ck_cpu_amx, "AMX"),
    ]
    let present = names.filter { found & $0.0.rawValue != 0 }.map(\.1)
    return present.isEmpty ? ["SSE only"] : present
  }
}

/// Why matrices cannot be multiplied.
public enum BLASError: Error, Equatable, CustomStringConvertible {
  /// The system does not have the memory that OpenBLAS needs for `threads` threads.
  case noMemory(threads: Int)

  public var description: String {
    switch self {
    case .noMemory(let threads):
      "not enough memory: matrix multiplication needs \(128 * threads) MiB of address space (see ulimit -v)"
    }
  }
}
