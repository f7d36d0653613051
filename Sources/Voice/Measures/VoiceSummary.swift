/// Voice measures of a whole clip; NaN where there is nothing to measure.
public struct VoiceSummary: Sendable {
  public var seconds = 0.0
  /// Fraction of voiced steps.
  public var voicedRatio = Float.nan
  /// F0 in Hz: median, 10th and 90th percentile.
  public var f0 = Float.nan
  public var f0Low = Float.nan
  public var f0High = Float.nan
  /// Over all periods of the clip, relative to the mean period.
  public var jitterLocal = Float.nan
  public var jitterRAP = Float.nan
  public var jitterPPQ5 = Float.nan
  /// Over all periods of the clip, relative to the mean amplitude, and in dB.
  public var shimmerLocal = Float.nan
  public var shimmerDecibels = Float.nan
  public var shimmerAPQ3 = Float.nan
  public var shimmerAPQ5 = Float.nan
  /// Mean over all steps that are not silent, in dB.
  public var harmonicity = Float.nan
  /// Maximum momentary loudness in LUFS.
  public var maxLoudness = Float.nan
  /// Means over the voiced steps: F1 to F3 in Hz, then as in `VoiceStep`.
  public var formants = SIMD4<Float>(repeating: .nan)
  public var alphaRatio = Float.nan
  public var hammarbergIndex = Float.nan
  public var slope0To500 = Float.nan
  public var slope500To1500 = Float.nan
  public var cepstrum = SIMD4<Float>(repeating: .nan)
  /// Number of syllables, and syllables per second.
  public var syllableCount = 0
  public var syllableRate = Float.nan
  /// Number of pauses, and their mean length in seconds.
  public var pauseCount = 0
  public var pauseSeconds = Float.nan
  /// Mean rate and depth over the steps with tremor, and their duration in seconds; nil without tremor.
  public var f0Tremor: Tremor?
  public var f0TremorSeconds = 0.0
  public var amplitudeTremor: Tremor?
  public var amplitudeTremorSeconds = 0.0
}

/// Accumulates a clip's steps for its summary. Stores 5 bytes a step, besides what the levels store.
struct SummaryTallies {
  private(set) var hertz: [Float] = []
  /// Whether each step is voiced enough for a syllable nucleus.
  private(set) var mayBeSyllable: [Bool] = []
  private var harmonicity = Tally()
  private var formants = [Tally](repeating: Tally(), count: Formants.count)
  private var balance = [Tally](repeating: Tally(), count: 4)
  private var cepstrum = [Tally](repeating: Tally(), count: MelCepstrum.count)
  private var tremor = [Tally](repeating: Tally(), count: 4)
  private var maxLoudness = Float.nan

  /// Number of voiced steps so far.
  private(set) var voicedCount = 0

  mutating func add(_ step: VoiceStep) {
    hertz.append(step.f0)
    mayBeSyllable.append(SyllableNuclei.isVoiced(step))
    Self.add(step.harmonicity, to: &harmonicity)
    if !step.loudness.isNaN { maxLoudness = maxLoudness.isNaN ? step.loudness : max(maxLoudness, step.loudness) }
    guard step.isVoiced else { return }
    voicedCount += 1
    for index in formants.indices { Self.add(step.formants[index], to: &formants[index]) }
    Self.add(step.alphaRatio, to: &balance[0])
    Self.add(step.hammarbergIndex, to: &balance[1])
    Self.add(step.slope0To500, to: &balance[2])
    Self.add(step.slope500To1500, to: &balance[3])
    for index in cepstrum.indices { Self.add(step.cepstrum[index], to: &cepstrum[index]) }
    for index in 0..<2 {
      Self.add(step.f0Tremor[index], to: &tremor[index])
      Self.add(step.amplitudeTremor[index], to: &tremor[2 + index])
    }
  }

  /// Fills in the accumulated measures.
  func fill(_ summary: inout VoiceSummary) {
    summary.voicedRatio = hertz.isEmpty ? .nan : Float(voicedCount) / Float(hertz.count)
    let sorted = hertz.filter { !$0.isNaN }.sorted()
    if !sorted.isEmpty {
      func quantile(_ share: Double) -> Float { sorted[Int((Double(sorted.count - 1) * share).rounded())] }
      (summary.f0Low, summary.f0, summary.f0High) = (quantile(0.1), quantile(0.5), quantile(0.9))
    }
    summary.harmonicity = Float(harmonicity.mean)
    summary.maxLoudness = maxLoudness
    for index in formants.indices { summary.formants[index] = Float(formants[index].mean) }
    summary.alphaRatio = Float(balance[0].mean)
    summary.hammarbergIndex = Float(balance[1].mean)
    summary.slope0To500 = Float(balance[2].mean)
    summary.slope500To1500 = Float(balance[3].mean)
    for index in cepstrum.indices { summary.cepstrum[index] = Float(cepstrum[index].mean) }
    (summary.f0Tremor, summary.f0TremorSeconds) = tremor(0)
    (summary.amplitudeTremor, summary.amplitudeTremorSeconds) = tremor(2)
  }

  private func tremor(_ index: Int) -> (Tremor?, Double) {
    guard tremor[index].count > 0 else { return (nil, 0) }
    return (
      Tremor(hertz: Float(tremor[index].mean), depth: Float(tremor[index + 1].mean)),
      tremor[index].count / LogMel.stepsPerSecond
    )
  }

  private static func add(_ value: Float, to tally: inout Tally) {
    if !value.isNaN { tally.add(Double(value)) }
  }
}

/// A sum and a count.
struct Tally: Equatable {
  var sum = 0.0
  var count = 0.0

  mutating func add(_ value: Double) {
    sum += value
    count += 1
  }

  /// NaN for fewer than three values: one or two differences say little about a voice.
  var meanOfThreeOrMore: Double { count >= 3 ? mean : .nan }

  /// NaN without values.
  var mean: Double { count > 0 ? sum / count : .nan }

  static func - (a: Tally, b: Tally) -> Tally { Tally(sum: a.sum - b.sum, count: a.count - b.count) }
}
