/// What is measured of a voice at one step of 10 ms; NaN where there is nothing to measure. Step i stands at 10 i ms.
public struct VoiceStep: Sendable {
  /// Fundamental frequency in Hz; NaN without voice.
  public var f0 = Float.nan
  /// The greatest normalised autocorrelation at a period of a voice, 0 to 1.
  public var voicing = Float(0)
  /// Momentary loudness of the 400 ms before (ITU-R BS.1770), in LUFS.
  public var loudness = Float.nan
  /// Intensity in dB as Praat has it.
  public var intensity = Float.nan
  /// Of the periods within 75 ms, as shares of the mean period.
  public var jitterLocal = Float.nan
  public var jitterRAP = Float.nan
  public var jitterPPQ5 = Float.nan
  /// Of the periods within 75 ms, as shares of the mean amplitude, and in dB.
  public var shimmerLocal = Float.nan
  public var shimmerDecibels = Float.nan
  public var shimmerAPQ3 = Float.nan
  public var shimmerAPQ5 = Float.nan
  /// Harmonics-to-noise ratio in dB; also of steps without voice, NaN of silence.
  public var harmonicity = Float.nan
  /// F1 to F3 in Hz in the first three places; NaN without voice.
  public var formants = SIMD4<Float>(repeating: .nan)
  /// dB, dB, and dB a Hz.
  public var alphaRatio = Float.nan
  public var hammarbergIndex = Float.nan
  public var slope0To500 = Float.nan
  public var slope500To1500 = Float.nan
  /// Mel-frequency cepstral coefficients 1 to 4.
  public var cepstrum = SIMD4<Float>(repeating: .nan)
  /// Wavering of F0 and of the amplitude: waves a second and depth as a share; NaN without.
  public var f0Tremor = SIMD2<Float>(repeating: .nan)
  public var amplitudeTremor = SIMD2<Float>(repeating: .nan)
  /// 1 at the nucleus of a syllable.
  public var isSyllable = Float(0)
  /// Of the sound so far; the last step has the whole sound's: nuclei a second, share of steps with voice, pauses, and
  /// their mean length in seconds.
  public var syllableRate = Float.nan
  public var voicedRatio = Float.nan
  public var pauseCount = Float(0)
  public var pauseSeconds = Float.nan

  public var isVoiced: Bool { !f0.isNaN }

  /// The names of `values`, those of eGeMAPS where the measure is the same.
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
