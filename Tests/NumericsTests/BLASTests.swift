import CKernels
import Glibc
import Numerics
import Testing

/// The reference product for the BLAS wrapper.
private func product(_ a: Matrix, _ b: Matrix, transposeA: Bool, transposeB: Bool) -> [Float] {
  let m = transposeA ? a.columns : a.rows
  let k = transposeA ? a.rows : a.columns
  let n = transposeB ? b.rows : b.columns
  return (0..<m * n).map { cell in
    (0..<k).reduce(Float(0)) { sum, i in
      sum + (transposeA ? a[i, cell / n] : a[cell / n, i]) * (transposeB ? b[cell % n, i] : b[i, cell % n])
    }
  }
}

private func sample(_ rows: Int, _ columns: Int) -> Matrix {
  Matrix(rows: rows, columns: columns, values: (0..<rows * columns).map { Float(($0 * 37 + rows) % 23) / 11 - 1 })
}

@Suite struct BLASTests {
  @Test(arguments: [(1, 7, 5), (3, 4, 5), (33, 17, 65), (1, 1, 1), (6, 1, 9)], [false, true])
  func matchesThePlainProduct(shape: (Int, Int, Int), transposed: Bool) {
    let (m, n, k) = shape
    for transposeB in [false, true] {
      let a = transposed ? sample(k, m) : sample(m, k)
      let b = transposeB ? sample(n, k) : sample(k, n)
      let c = Matrix(rows: m, columns: n)
      BLAS.multiply(a.view, b.view, transposeA: transposed, transposeB: transposeB, into: c.view)
      let expected = product(a, b, transposeA: transposed, transposeB: transposeB)
      for (value, reference) in zip(c.values, expected) { #expect(abs(value - reference) < 1e-4) }
    }
  }

  @Test func multipliesAVector() {
    let a = sample(5, 3)
    let x = sample(1, 3)
    let y = Matrix(rows: 1, columns: 5, values: [1, 2, 3, 4, 5])
    BLAS.multiply(a.view, vector: x.elements, into: y.elements, beta: 1)
    for row in 0..<5 {
      let sum = (0..<3).reduce(Float(row + 1)) { $0 + a[row, $1] * x[0, $1] }
      #expect(abs(y[0, row] - sum) < 1e-5)
    }
  }

  @Test func reservesMemoryInAdvance() throws {
    for threads in [1, 3, 2] { try BLAS.reserve(threads: threads) }
  }

  @Test func choosesTheCoreForTheProcessor() {
    #expect(String(cString: ck_blas_best_core(true, true, true)) == "Cooperlake")
    #expect(String(cString: ck_blas_best_core(true, true, false)) == "SkylakeX")
    #expect(String(cString: ck_blas_best_core(true, false, false)) == "Haswell")
    #expect(String(cString: ck_blas_best_core(false, false, false)) == "Prescott")
  }

  @Test(.enabled(if: getenv("OPENBLAS_CORETYPE") == nil, "a core is forced through OPENBLAS_CORETYPE"))
  func neverSelectsAWeakerCoreThanSupported() {
    let features = ck_cpu_features()
    let best = ck_blas_best_core(
      features & ck_cpu_avx2_fma.rawValue != 0,
      features & ck_cpu_avx512.rawValue != 0,
      features & ck_cpu_avx512_bf16.rawValue != 0
    )
    #expect(ck_blas_core_rank(BLAS.start()) >= ck_blas_core_rank(best))
    #expect(ck_blas_core_rank("Prescott") < ck_blas_core_rank("Haswell"))
    #expect(ck_blas_core_rank("SomethingUnheardOf") == 0)
  }
}
