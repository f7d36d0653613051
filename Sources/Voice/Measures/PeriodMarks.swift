import CKernels
import Numerics

/// Marks each period of a voiced stretch once by cross-correlation, as in Praat's `To PointProcess (cc)`: starts at the
/// largest sample near the middle of the stretch and moves outwards, each time to the best match of the period just
/// marked.
final class PeriodMarks {
  /// Marks of the latest stretch in samples from the start of the sound, ascending.
  private(set) var marks: [Double] = []

  private let correlation = Matrix(rows: 1, columns: 256)
  /// The last mark of all stretches so far.
  private var last = -Double.infinity
  /// Marks before the middle, descending.
  private var earlier: [Double] = []

  /// Samples read before and after a stretch.
  static let reach = 700

  /// Fills `marks`.
  ///
  /// - Parameters:
  ///   - contour: F0 of the stretch.
  ///   - sound: the samples, including `reach` of them on either side of the stretch.
  ///   - peakLevel: maximum sample magnitude so far.
  ///   - isContinued: whether the stretch continues the previous one after a cut.
  func find(_ contour: PitchContour, in sound: SampleHistory, peakLevel: Double, isContinued: Bool) {
    marks.removeAll(keepingCapacity: true)
    earlier.removeAll(keepingCapacity: true)
    var mark = last
    if !isContinued || contour.hertz(at: last) == nil {
      let middle = 0.5 * (contour.start + contour.end)
      guard let hertz = contour.hertz(at: middle) else { return }
      mark = Self.extremum(sound, around: middle, width: Self.rate / hertz)
      findEarlier(than: mark, contour, in: sound, peakLevel: peakLevel)
      marks.append(contentsOf: earlier.reversed())
      marks.append(mark)
    }
    findLater(than: mark, contour, in: sound, peakLevel: peakLevel)
    last = marks.last ?? last
  }

  private static let rate = Double(LogMel.sampleRate)

  private func findEarlier(than first: Double, _ contour: PitchContour, in sound: SampleHistory, peakLevel: Double) {
    var mark = first
    while let hertz = contour.hertz(at: mark) {
      let period = Self.rate / hertz
      let match = match(sound, mark, period: period, from: mark - 1.25 * period, to: mark - 0.8 * period)
      mark = match.map(\.position) ?? mark - period
      let isBefore = mark < contour.start
      if let match, Self.counts(match, peakLevel, atEdge: isBefore), mark - last > 0.8 * period { earlier.append(mark) }
      if isBefore { return }
    }
  }

  private func findLater(than first: Double, _ contour: PitchContour, in sound: SampleHistory, peakLevel: Double) {
    var mark = first
    while let hertz = contour.hertz(at: mark) {
      let period = Self.rate / hertz
      let match = match(sound, mark, period: period, from: mark + 0.8 * period, to: mark + 1.25 * period)
      mark = match.map(\.position) ?? mark + period
      let isAfter = mark > contour.end
      if let match, Self.counts(match, peakLevel, atEdge: isAfter) { marks.append(mark) }
      if isAfter { return }
    }
  }

  private struct Match {
    var position: Double
    var correlation: Float
    var peak: Float
  }

  private static func counts(_ match: Match, _ peakLevel: Double, atEdge: Bool) -> Bool {
    match.correlation > (atEdge ? 0.7 : 0.3) && Double(match.peak) > (atEdge ? 0.023333 : 0.01) * peakLevel
  }

  /// The position between `from` and `to` where the sound best matches the period around `mark`; nil without a maximum.
  private func match(_ sound: SampleHistory, _ mark: Double, period: Double, from: Double, to: Double) -> Match? {
    let reference = Int((mark - 0.5 * period).rounded())
    let count = Int((mark + 0.5 * period).rounded()) - reference + 1
    let first = Int((from - 0.5 * period).rounded(.down))
    let lags = min(Int((to - 0.5 * period).rounded(.up)) - first + 1, correlation.columns - ck_correlation_lanes)
    ck_lagged_correlation(sound.pointer(at: reference), sound.pointer(at: first), count, lags, correlation.pointer)
    let values = correlation.pointer
    var best = -1
    for lag in 1..<lags - 1 where values[lag] >= values[lag - 1] && values[lag] >= values[lag + 1] {
      if best < 0 || values[lag] > values[best] { best = lag }
    }
    guard best >= 0 else { return nil }
    let (offset, height) = PeakInterpolation.parabola(values[best - 1], values[best], values[best + 1])
    let samples = sound.pointer(at: first + best)
    var peak: Float = 0
    for index in 0..<count { peak = max(peak, abs(samples[index])) }
    return Match(position: mark + Double(first - reference + best) + Double(offset), correlation: height, peak: peak)
  }

  /// Position of the maximum magnitude, interpolated between the samples.
  private static func extremum(_ sound: SampleHistory, around middle: Double, width: Double) -> Double {
    let (first, end) = (Int((middle - 0.5 * width).rounded(.up)), Int((middle + 0.5 * width).rounded(.down)))
    let samples = sound.pointer(at: first)
    var best = 0
    for index in 1...max(1, end - first) where abs(samples[index]) > abs(samples[best]) { best = index }
    guard best > 0, best < end - first else { return Double(first + best) }
    let sign: Float = samples[best] < 0 ? -1 : 1
    let offset = PeakInterpolation.parabola(sign * samples[best - 1], sign * samples[best], sign * samples[best + 1])
      .offset
    return Double(first + best) + Double(offset)
  }
}

/// F0 over a voiced stretch of consecutive steps.
struct PitchContour {
  let firstStep: Int
  /// F0 of each step in Hz.
  let values: [Float]

  /// Half a step before the first step and after the last, in samples; step j is centred between samples 160 j − 1 and
  /// 160 j.
  var start: Double { (Double(firstStep) - 0.5) * Double(LogMel.hop) - 0.5 }
  var end: Double { (Double(firstStep + values.count) - 0.5) * Double(LogMel.hop) - 0.5 }

  /// F0 at a position in samples, interpolated linearly between the steps; nil outside the stretch.
  func hertz(at sample: Double) -> Double? {
    guard sample >= start, sample <= end else { return nil }
    let position = (sample + 0.5) / Double(LogMel.hop) - Double(firstStep)
    let index = min(max(Int(position.rounded(.down)), 0), values.count - 1)
    let next = min(index + 1, values.count - 1)
    let share = min(max(position - Double(index), 0), 1)
    return Double(values[index]) * (1 - share) + Double(values[next]) * share
  }
}
