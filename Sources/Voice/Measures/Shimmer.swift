import Foundation

/// Variation between the amplitudes of neighbouring periods, as in Praat's `Get shimmer`: mean differences over the
/// mean amplitude. Counts neighbours of which the greater is at most 1.6 times the smaller.
struct Shimmer {
  static let maxFactor = 1.6

  private(set) var amplitude = Tally()
  private(set) var localDifference = Tally()
  private(set) var decibelDifference = Tally()
  private(set) var apq3Difference = Tally()
  private(set) var apq5Difference = Tally()

  var local: Float { Float(localDifference.meanOfThreeOrMore / amplitude.mean) }
  /// Mean difference of neighbouring amplitudes in dB.
  var decibels: Float { Float(decibelDifference.meanOfThreeOrMore) }
  /// Three-point and five-point amplitude perturbation quotients.
  var apq3: Float { Float(apq3Difference.meanOfThreeOrMore / amplitude.mean) }
  var apq5: Float { Float(apq5Difference.meanOfThreeOrMore / amplitude.mean) }

  /// A period's mark and amplitude; by default infinitely early and without amplitude.
  struct Peak {
    var seconds = -Double.infinity
    var amplitude = 0.0
  }

  /// Adds the latest amplitude. `latest` holds five marks, newest last.
  mutating func add(_ latest: (Peak, Peak, Peak, Peak, Peak)) {
    let (a, b, c, d, e) = latest
    amplitude.add(e.amplitude)
    guard Self.areComparable(d, e) else { return }
    localDifference.add(abs(e.amplitude - d.amplitude))
    decibelDifference.add(abs(20 * log10(e.amplitude / d.amplitude)))
    guard Self.areComparable(c, d) else { return }
    apq3Difference.add(abs(d.amplitude - (c.amplitude + d.amplitude + e.amplitude) / 3))
    guard Self.areComparable(b, c), Self.areComparable(a, b) else { return }
    let mean = (a.amplitude + b.amplitude + c.amplitude + d.amplitude + e.amplitude) / 5
    apq5Difference.add(abs(c.amplitude - mean))
  }

  private static func areComparable(_ a: Peak, _ b: Peak) -> Bool {
    Jitter.periods.contains(b.seconds - a.seconds)
      && max(a.amplitude, b.amplitude) <= maxFactor * min(a.amplitude, b.amplitude)
  }

  /// Returns what was added since an earlier state.
  static func - (a: Shimmer, b: Shimmer) -> Shimmer {
    var difference = a
    difference.amplitude = a.amplitude - b.amplitude
    difference.localDifference = a.localDifference - b.localDifference
    difference.decibelDifference = a.decibelDifference - b.decibelDifference
    difference.apq3Difference = a.apq3Difference - b.apq3Difference
    difference.apq5Difference = a.apq5Difference - b.apq5Difference
    return difference
  }
}
