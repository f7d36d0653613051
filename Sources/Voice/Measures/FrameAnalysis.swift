import CKernels
import Numerics

/// Measures what one frame tells by itself, before its neighbours are known.
final class FrameAnalysis {
  /// Samples before and after a frame's centre that are looked at.
  static let reach = Intensity.halfWindow

  let sound = SampleHistory(leadingZeros: FrameAnalysis.reach + 64)
  private let formantSound = FormantSound()
  private let candidates = PitchCandidates()
  private let harmonicity = Harmonicity()
  private let intensity = Intensity()
  private let formants = Formants()
  private let spectrum = PowerSpectrum(length: LogMel.transformLength)
  private let scratch = Matrix(rows: 1, columns: LogMel.transformLength)
  private var loudness = Loudness()

  /// A frame, and what decides later what of it holds.
  struct Result {
    var frame = VoiceFrame()
    var pitch = PitchFrame()
    var harmonicity = Harmonicity.Measurement()
  }

  /// Frames must come one after the other.
  func measure(_ index: Int) -> Result {
    let place = index * LogMel.hop
    let centre = sound.pointer(at: place)
    var result = Result()
    result.pitch = candidates.find(centre)
    result.harmonicity = harmonicity.measure(centre)
    result.frame.voicing = result.pitch.voicing
    result.frame.intensity = intensity.measure(centre)
    if index > 0 { loudness.append(centre - LogMel.hop) }
    result.frame.loudness = loudness.momentary
    measureSpectrum(centre, &result.frame)
    measureFormants(index, &result)
    return result
  }

  /// Forgets samples that neither this frame's successors nor any after `place` need.
  func drop(before place: Int, frame index: Int) {
    sound.drop(before: min(place, index * LogMel.hop - Self.reach - LogMel.hop))
    formantSound.samples.drop(before: index * FormantSound.hop - Formants.halfWindow)
  }

  private func measureSpectrum(_ centre: UnsafePointer<Float>, _ frame: inout VoiceFrame) {
    let (block, length) = (spectrum.samples.pointer, LogMel.windowLength)
    ck_multiply(centre - length / 2, LogMel.window, block, length)
    (block + length).update(repeating: 0, count: LogMel.transformLength - length)
    spectrum.compute()
    let power = spectrum.power.pointer
    guard ck_sum(power, spectrum.bins) > 1e-6 else { return }
    let balance = SpectralBalance(power: power, scratch: scratch.pointer)
    frame.alphaRatio = balance.alphaRatio
    frame.hammarbergIndex = balance.hammarbergIndex
    frame.slope0To500 = balance.slope0To500
    frame.slope500To1500 = balance.slope500To1500
    frame.cepstrum = MelCepstrum.coefficients(power: power, scratch: scratch.pointer)
  }

  /// Only of frames that may turn out to have voice.
  private func measureFormants(_ index: Int, _ result: inout Result) {
    formantSound.follow(sound)
    guard result.pitch.count > 1 else { return }
    result.frame.formants = formants.measure(formantSound.samples.pointer(at: index * FormantSound.hop))
  }
}
