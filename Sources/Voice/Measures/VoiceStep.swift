/// Voice measures of one 10 ms step; NaN where there is nothing to measure. Step i is at 10 i ms.
public struct VoiceStep: Sendable {
  /// Fundamental frequency in Hz; NaN if unvoiced.
  public var f0 = Float.nan
  /// Maximum normalised autocorrelation at a pitch period, 0 to 1.
  public var voicing = Float(0)
  /// Momentary loudness of the preceding 400 ms (ITU-R BS.1770), in LUFS.
  public var loudness = Float.nan
  /// Intensity in dB, as in Praat.
  public var intensity = Float.nan
  /// Over the periods within 75 ms, relative to the mean period.
  public var jitterLocal = Float.nan
  public var jitterRAP = Float.nan
  public var jitterPPQ5 = Float.nan
  /// Over the periods within 75 ms, relative to the mean amplitude, and in dB.
  public var shimmerLocal = Float.nan
  public var shimmerDecibels = Float.nan
  public var shimmerAPQ3 = Float.nan
  public var shimmerAPQ5 = Float.nan
  /// Harmonics-to-noise ratio in dB, also of unvoiced steps; NaN in silence.
  public var harmonicity = Float.nan
  /// F1 to F3 in Hz in the first three elements; NaN if unvoiced.
  public var formants = SIMD4<Float>(repeating: .nan)
  /// In dB, dB and dB per Hz.
  public var alphaRatio = Float.nan
  public var hammarbergIndex = Float.nan
  public var slope0To500 = Float.nan
  public var slope500To1500 = Float.nan
  /// Mel-frequency cepstral coefficients 1 to 4.
  public var cepstrum = SIMD4<Float>(repeating: .nan)
  /// Tremor of F0 and of the amplitude: rate in Hz and relative depth; NaN without tremor.
  public var f0Tremor = SIMD2<Float>(repeating: .nan)
  public var amplitudeTremor = SIMD2<Float>(repeating: .nan)
  /// 1 at a syllable nucleus.
  public var isSyllable = Float(0)
  /// Over the sound so far, or the whole sound in the last step: nuclei per second, fraction of voiced steps, number of
  /// pauses and their mean length in seconds.
  public var syllableRate = Float.nan
  public var voicedRatio = Float.nan
  public var pauseCount = Float(0)
  public var pauseSeconds = Float.nan

  public var isVoiced: Bool { !f0.isNaN }

  /// Names of `values`, those of eGeMAPS where the measure is the same.
  public static let names = [
    "F0_Hz", "voicing", "loudness_LUFS", "intensity_dB",
    "jitter_local", "jitter_rap", "jitter_ppq5",
    "shimmer_local", "shimmer_local_dB", "shimmer_apq3", "shimmer_apq5",
    "HNR_dB", "F1_Hz", "F2_Hz", "F3_Hz",
    "alphaRatio", "hammarbergIndex", "slope0_500", "slope500_1500",
    "mfcc1", "mfcc2", "mfcc3", "mfcc4",
    "F0_tremor_Hz", "F0_tremor_depth", "amplitude_tremor_Hz", "amplitude_tremor_depth",
    "syllable_nucleus", "syllable_rate", "voiced_ratio", "pause_count", "pause_mean_s",
  ]

  /// All measures in the order of `names`.
  public var values: [Float] {
    [
      f0, voicing, loudness, intensity,
      jitterLocal, jitterRAP, jitterPPQ5,
      shimmerLocal, shimmerDecibels, shimmerAPQ3, shimmerAPQ5,
      harmonicity, formants[0], formants[1], formants[2],
      alphaRatio, hammarbergIndex, slope0To500, slope500To1500,
      cepstrum[0], cepstrum[1], cepstrum[2], cepstrum[3],
      f0Tremor[0], f0Tremor[1], amplitudeTremor[0], amplitudeTremor[1],
      isSyllable, syllableRate, voicedRatio, pauseCount, pauseSeconds,
    ]
  }
}
