/// What the voice measures of a whole clip come to; NaN where there is nothing to measure.
public struct VoiceSummary: Sendable {
  public var seconds = 0.0
  /// The share of the frames that have voice.
  public var voicedRatio = Float.nan
  /// F0 in Hz: the median and the tenth and ninetieth hundredth.
  public var f0 = Float.nan
  public var f0Low = Float.nan
  public var f0High = Float.nan
  /// Over all periods of the clip, as shares of the mean period.
  public var jitterLocal = Float.nan
  public var jitterRAP = Float.nan
  public var jitterPPQ5 = Float.nan
  /// Over all periods of the clip, as shares of the mean amplitude, and in dB.
  public var shimmerLocal = Float.nan
  public var shimmerDecibels = Float.nan
  public var shimmerAPQ3 = Float.nan
  public var shimmerAPQ5 = Float.nan
  /// Mean in dB of all frames that are not silent.
  public var harmonicity = Float.nan
  /// The greatest momentary loudness in LUFS.
  public var greatestLoudness = Float.nan
  /// Means over the frames with voice: F1 to F3 in Hz, then as in `VoiceFrame`.
  public var formants = SIMD4<Float>(repeating: .nan)
  public var alphaRatio = Float.nan
  public var hammarbergIndex = Float.nan
  public var slope0To500 = Float.nan
  public var slope500To1500 = Float.nan
  public var cepstrum = SIMD4<Float>(repeating: .nan)
  /// Syllables and how many a second.
  public var syllableCount = 0
  public var syllableRate = Float.nan
  /// Pauses and their mean length in seconds.
  public var pauseCount = 0
  public var pauseSeconds = Float.nan
  /// Waves a second and depth, means over the frames that waver, and the seconds of them; nil without tremor.
  public var f0Tremor: Tremor?
  public var f0TremorSeconds = 0.0
  public var amplitudeTremor: Tremor?
  public var amplitudeTremorSeconds = 0.0
}
