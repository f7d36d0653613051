import CKernels
import Numerics

/// Measures each step on its own, before its neighbours are known.
final class StepAnalysis {
  /// Samples read before and after a step's centre.
  static let reach = Intensity.halfWindow

  let sound = SampleHistory(leadingZeros: StepAnalysis.reach + 64)
  private let formantSound = FormantSound()
  private let candidates = PitchCandidates()
  private let harmonicity = Harmonicity()
  private let intensity = Intensity()
  private let formants = Formants()
  private let spectrum = PowerSpectrum(length: LogMel.transformLength)
  private let scratch = Matrix(rows: 1, columns: LogMel.transformLength)
  private var loudness = Loudness()

  /// A step, and the intermediate results needed to complete it later.
  struct Result {
    var step = VoiceStep()
    var pitch = PitchStep()
    var harmonicity = Harmonicity.Measurement()
  }

  /// Measures step `index`. Steps must be consecutive.
  func measure(_ index: Int) -> Result {
    let position = index * LogMel.hop
    let centre = sound.pointer(at: position)
    var result = Result()
    result.pitch = candidates.find(centre)
    result.harmonicity = harmonicity.measure(centre)
    result.step.voicing = result.pitch.voicing
    result.step.intensity = intensity.measure(centre)
    if index > 0 { loudness.append(centre - LogMel.hop) }
    result.step.loudness = loudness.momentary
    measureSpectrum(centre, &result.step)
    measureFormants(index, &result)
    return result
  }

  /// Drops the samples before `position`, unless steps from `index` on still need them.
  func drop(before position: Int, step index: Int) {
    sound.drop(before: min(position, index * LogMel.hop - Self.reach - LogMel.hop))
    formantSound.samples.drop(before: index * FormantSound.hop - Formants.halfWindow)
  }

  private func measureSpectrum(_ centre: UnsafePointer<Float>, _ step: inout VoiceStep) {
    let (block, length) = (spectrum.samples.pointer, LogMel.windowLength)
    ck_multiply(centre - length / 2, LogMel.window, block, length)
    (block + length).update(repeating: 0, count: LogMel.transformLength - length)
    spectrum.compute()
    let power = spectrum.power.pointer
    guard ck_sum(power, spectrum.bins) > 1e-6 else { return }
    let balance = SpectralBalance(power: power, scratch: scratch.pointer)
    step.alphaRatio = balance.alphaRatio
    step.hammarbergIndex = balance.hammarbergIndex
    step.slope0To500 = balance.slope0To500
    step.slope500To1500 = balance.slope500To1500
    step.cepstrum = MelCepstrum.coefficients(power: power, scratch: scratch.pointer)
  }

  /// Measures only steps that may turn out to be voiced.
  private func measureFormants(_ index: Int, _ result: inout Result) {
    formantSound.update(from: sound)
    guard result.pitch.count > 1 else { return }
    result.step.formants = formants.measure(formantSound.samples.pointer(at: index * FormantSound.hop))
  }
}
