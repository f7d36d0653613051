/// A complex number in double precision.
struct Complex: Equatable {
  var real: Double
  var imaginary: Double

  init(_ real: Double, _ imaginary: Double = 0) {
    self.real = real
    self.imaginary = imaginary
  }

  /// The squared magnitude.
  var norm: Double { real * real + imaginary * imaginary }

  static func + (a: Complex, b: Complex) -> Complex { Complex(a.real + b.real, a.imaginary + b.imaginary) }
  static func - (a: Complex, b: Complex) -> Complex { Complex(a.real - b.real, a.imaginary - b.imaginary) }
  static func * (a: Double, b: Complex) -> Complex { Complex(a * b.real, a * b.imaginary) }
  static func * (a: Complex, b: Complex) -> Complex {
    Complex(a.real * b.real - a.imaginary * b.imaginary, a.real * b.imaginary + a.imaginary * b.real)
  }
  static func / (a: Complex, b: Complex) -> Complex {
    let scale = 1 / b.norm
    return Complex(
      (a.real * b.real + a.imaginary * b.imaginary) * scale,
      (a.imaginary * b.real - a.real * b.imaginary) * scale
    )
  }

  /// The square root with a non-negative real part.
  var squareRoot: Complex {
    let magnitude = norm.squareRoot()
    let root = (0.5 * (magnitude + abs(real))).squareRoot()
    guard root > 0 else { return Complex(0) }
    let other = 0.5 * imaginary / root
    return real >= 0 ? Complex(root, other) : Complex(abs(other), imaginary >= 0 ? root : -root)
  }
}

/// All roots of a polynomial with real coefficients: Laguerre's method with deflation, each root polished on the full
/// polynomial by Newton's method.
final class PolynomialRoots {
  /// The latest roots; those that are not real come in conjugate pairs.
  private(set) var roots: [Complex]
  private let degree: Int
  private var quotient: [Double]

  init(degree: Int) {
    self.degree = degree
    roots = [Complex](repeating: Complex(0), count: degree)
    quotient = [Double](repeating: 0, count: degree + 1)
  }

  /// - Parameter coefficients: `degree + 1` values, the highest power last and not 0.
  func solve(_ coefficients: [Double]) {
    coefficients.withUnsafeBufferPointer { coefficients in
      quotient.withUnsafeMutableBufferPointer { quotient in
        _ = quotient.update(fromContentsOf: coefficients)
        var remainingDegree = degree
        while remainingDegree > 0 {
          var root = Self.laguerre(quotient.baseAddress!, degree: remainingDegree)
          // Roots this close to the real axis are real.
          let isReal = abs(root.imaginary) <= 1e-9 * (1 + abs(root.real))
          if isReal { root.imaginary = 0 }
          Self.divide(quotient.baseAddress!, degree: remainingDegree, by: root)
          let polished = Self.polished(root, coefficients.baseAddress!, degree: degree)
          roots[remainingDegree - 1] = polished
          if !isReal { roots[remainingDegree - 2] = Complex(polished.real, -polished.imaginary) }
          remainingDegree -= isReal ? 1 : 2
        }
      }
    }
  }

  /// The polynomial's value, first derivative and half its second derivative.
  private static func evaluate(_ c: UnsafePointer<Double>, _ degree: Int, _ x: Complex) -> (Complex, Complex, Complex) {
    var (value, first, second) = (Complex(c[degree]), Complex(0), Complex(0))
    for power in stride(from: degree - 1, through: 0, by: -1) {
      second = x * second + first
      first = x * first + value
      value = x * value + Complex(c[power])
    }
    return (value, first, second)
  }

  private static func laguerre(_ c: UnsafePointer<Double>, degree: Int) -> Complex {
    // Roots of linear prediction come in conjugate pairs; starting off the axis finds pairs first.
    var x = Complex(0.3, 0.6)
    guard degree > 1 else { return Complex(-c[0] / c[1]) }
    let n = Double(degree)
    for iteration in 1...80 {
      let (value, first, second) = evaluate(c, degree, x)
      guard value.norm > 1e-26 else { break }
      let g = first / value
      let h = g * g - 2 * (second / value)
      let root = ((n - 1) * (n * h - g * g)).squareRoot
      let (plus, minus) = (g + root, g - root)
      let divisor = plus.norm > minus.norm ? plus : minus
      guard divisor.norm > 0 else {
        x = x + Complex(0.1, 0.1)
        continue
      }
      // An occasional shorter step breaks cycles.
      let step = (iteration % 10 == 0 ? 0.37 : 1) * (Complex(n) / divisor)
      x = x - step
      if step.norm < 1e-20 * (1 + x.norm) { break }
    }
    return x
  }

  /// Divides by (x − root), and by its conjugate's factor if the root is not real.
  private static func divide(_ c: UnsafeMutablePointer<Double>, degree: Int, by root: Complex) {
    if root.imaginary == 0 {
      var carry = c[degree]
      for power in stride(from: degree - 1, through: 0, by: -1) {
        (c[power], carry) = (carry, c[power] + carry * root.real)
      }
    } else {
      // x² − p x + q
      let (p, q) = (2 * root.real, root.norm)
      var (last, beforeLast) = (0.0, 0.0)
      for power in stride(from: degree, through: 2, by: -1) {
        (last, beforeLast) = (c[power] + p * last - q * beforeLast, last)
        c[power] = last
      }
      for power in 0...degree - 2 { c[power] = c[power + 2] }
    }
  }

  private static func polished(_ start: Complex, _ c: UnsafePointer<Double>, degree: Int) -> Complex {
    var x = start
    for _ in 0..<2 {
      let (value, first, _) = evaluate(c, degree, x)
      guard first.norm > 0 else { break }
      let next = x - value / first
      guard evaluate(c, degree, next).0.norm < value.norm else { break }
      x = next
    }
    return x
  }
}
