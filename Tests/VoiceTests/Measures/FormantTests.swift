import Foundation
import Testing

@testable import Voice

@Suite struct FormantTests {
  @Test(arguments: [[730.0, 1090, 2440], [270, 2290, 3010], [530, 1840, 2480]])
  func findsTheFormants(formants: [Double]) {
    let (steps, summary) = Sounds.measured(Sounds.vowel(formants, hertz: 110))
    for index in 0..<3 {
      #expect(abs(Double(summary.formants[index]) / formants[index] - 1) < 0.06)
      #expect(abs(Double(steps[50].formants[index]) / formants[index] - 1) < 0.08)
    }
  }

  @Test func findsTheRootsOfPolynomials() {
    // (x − 0.5) (x + 0.9) and three conjugate pairs.
    let pairs = [Complex(0.9, 0.3), Complex(-0.2, 0.97), Complex(0.1, 0.05)]
    var coefficients = [1.0]
    func multiply(_ factor: [Double]) {
      var product = [Double](repeating: 0, count: coefficients.count + factor.count - 1)
      for (i, a) in coefficients.enumerated() { for (j, b) in factor.enumerated() { product[i + j] += a * b } }
      coefficients = product
    }
    multiply([-0.5, 1])
    multiply([0.9, 1])
    for pair in pairs { multiply([pair.norm, -2 * pair.real, 1]) }
    let solver = PolynomialRoots(degree: 8)
    solver.solve(coefficients)
    let expected = [Complex(0.5), Complex(-0.9)] + pairs + pairs.map { Complex($0.real, -$0.imaginary) }
    for root in expected { #expect(solver.roots.contains { ($0 - root).norm < 1e-16 }, "\(root)") }
  }
}
