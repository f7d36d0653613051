import Foundation

/// A regular modulation of the voice at 4 to 12 Hz.
public struct Tremor: Equatable, Sendable {
  /// Modulation rate in Hz.
  public let hertz: Float
  /// Amplitude of the modulation, relative to the modulated quantity.
  public let depth: Float

  static let rates: ClosedRange<Float> = 4...12
}

/// Finds tremor in a contour of 100 values a second: the sine that best fits the contour's logarithm after a parabola
/// is removed, if it explains most of the rest, is deep enough and lasts.
///
/// Tries rates of 2 to 14 Hz, so that slower and faster movements do not pass for tremor.
struct TremorDetector {
  /// Length of the longest contour in steps, and the hop between contours within a longer stretch.
  static let maxLength = 150
  static let hop = 75
  static let minLength = 60
  /// Steps left out at either end of a stretch: voice onset and offset.
  static let margin = 5
  /// Minimum share of the movement that the sine must explain.
  static let minShare = 0.5
  static let minWaves = 3.0
  private static let rates = stride(from: 2.0, through: 14, by: 0.1)
  private static let stepsPerSecond = LogMel.stepsPerSecond

  /// The contours to search in a stretch of `steps` steps.
  static func contours(steps: Int) -> [Range<Int>] {
    let inner = margin..<max(margin, steps - margin)
    guard inner.count > maxLength else { return inner.count < minLength ? [] : [inner] }
    let starts = Array(stride(from: inner.lowerBound, to: inner.upperBound - maxLength, by: hop))
    return (starts + [inner.upperBound - maxLength]).map { $0..<$0 + maxLength }
  }

  private var curve: [Double] = []
  private var parabola: [[Double]] = []
  private var sine: [Double] = []
  private var cosine: [Double] = []

  /// - Parameters:
  ///   - contour: positive values.
  ///   - minDepth: minimum relative depth to report.
  mutating func find(_ contour: ArraySlice<Float>, minDepth: Double) -> Tremor? {
    let count = contour.count
    guard count >= Self.minLength else { return nil }
    smooth(contour)
    makeParabola(count)
    removeParabola(&curve)
    let total = Self.dot(curve, curve)
    guard total > 0 else { return nil }
    var waves: [(hertz: Double, explained: Double, depth: Double)] = []
    for hertz in Self.rates { waves.append(wave(hertz, count)) }
    let best = waves.indices.max { waves[$0].explained < waves[$1].explained }!
    guard best > 0, best < waves.count - 1 else { return nil }
    let offset = PeakInterpolation.parabola(
      Float(waves[best - 1].explained / total),
      Float(waves[best].explained / total),
      Float(waves[best + 1].explained / total)
    ).offset
    let hertz = waves[best].hertz + 0.1 * Double(offset)
    let isLongEnough = hertz * Double(count) / Self.stepsPerSecond >= Self.minWaves - 0.25
    let depth = waves[best].depth / Self.smoothingGain(hertz)
    guard waves[best].explained >= Self.minShare * total, depth >= minDepth, isLongEnough,
      hertz > Double(Tremor.rates.lowerBound) - 0.3, hertz < Double(Tremor.rates.upperBound) + 0.3
    else { return nil }
    return Tremor(hertz: Float(hertz), depth: Float(depth))
  }

  /// Fills `curve` with the contour's logarithm, averaged over neighbours: changes from step to step are not tremor.
  private mutating func smooth(_ contour: ArraySlice<Float>) {
    curve.removeAll(keepingCapacity: true)
    var (before, here) = (0.0, 0.0)
    for (index, value) in contour.enumerated() {
      let next = log(Double(max(value, 1e-9)))
      if index == 0 { (before, here) = (next, next) }
      if index > 0 { curve.append(0.25 * before + 0.5 * here + 0.25 * next) }
      (before, here) = (here, next)
    }
    curve.append(0.25 * before + 0.75 * here)
  }

  /// The gain of that smoothing at a modulation rate.
  private static func smoothingGain(_ hertz: Double) -> Double {
    0.5 + 0.5 * cos(2 * .pi * hertz / stepsPerSecond)
  }

  /// The energy of the curve that a sine explains, and its amplitude.
  private mutating func wave(_ hertz: Double, _ count: Int) -> (hertz: Double, explained: Double, depth: Double) {
    let step = 2 * .pi * hertz / Self.stepsPerSecond
    sine.removeAll(keepingCapacity: true)
    cosine.removeAll(keepingCapacity: true)
    for index in 0..<count {
      sine.append(sin(step * Double(index)))
      cosine.append(cos(step * Double(index)))
    }
    removeParabola(&sine)
    removeParabola(&cosine)
    let (ss, cc, sc) = (Self.dot(sine, sine), Self.dot(cosine, cosine), Self.dot(sine, cosine))
    let (s, c) = (Self.dot(sine, curve), Self.dot(cosine, curve))
    let determinant = ss * cc - sc * sc
    guard determinant > 1e-9 else { return (hertz, 0, 0) }
    let (a, b) = ((s * cc - c * sc) / determinant, (c * ss - s * sc) / determinant)
    return (hertz, a * s + b * c, (a * a + b * b).squareRoot())
  }

  /// Makes three orthonormal rows that span constants, lines and parabolas.
  private mutating func makeParabola(_ count: Int) {
    guard parabola.first?.count != count else { return }
    parabola = []
    for power in 0..<3 {
      var row = (0..<count).map { pow(2 * Double($0) / Double(count - 1) - 1, Double(power)) }
      removeParabola(&row)
      let length = Self.dot(row, row).squareRoot()
      parabola.append(row.map { $0 / length })
    }
  }

  private func removeParabola(_ values: inout [Double]) {
    for row in parabola {
      let share = Self.dot(values, row)
      for index in values.indices { values[index] -= share * row[index] }
    }
  }

  private static func dot(_ a: [Double], _ b: [Double]) -> Double {
    var sum = 0.0
    for index in a.indices { sum += a[index] * b[index] }
    return sum
  }
}
