import CKernels
import Foundation
import Numerics

/// The log-mel spectrogram that every voice network takes as input.
///
/// 16 kHz; periodic Hann window of 400 samples centred in an FFT of 1024; a step every 160 samples, step i centred on
/// sample 160 i, zero-padded at both ends; power; 128 Slaney bands from 0 to 8 kHz; ln(max(x, 1e-10)). Equals librosa's
/// `melspectrogram` with these parameters and `pad_mode="constant"`.
public enum LogMel {
  public static let sampleRate = VoiceClock.sampleRate
  public static let windowLength = 400
  public static let transformLength = 1024
  public static let hop = VoiceClock.samplesPerStep
  public static let bandCount = 128
  /// Upper edge of the bands in Hz.
  static let highest = 8000.0
  public static let floor: Float = 1e-10
  /// The floor of steps for the speech detector, which may raise them by up to 60 dB.
  static let deepFloor: Float = 1e-16
  public static let stepsPerSecond = VoiceClock.stepsPerSecond

  /// Number of steps of a sound: 1 + ⌊samples / 160⌋.
  public static func stepCount(samples: Int) -> Int {
    1 + samples / hop
  }

  static let filterBank = MelFilterBank(
    count: bandCount,
    sampleRate: Double(sampleRate),
    transformLength: transformLength,
    lowest: 0,
    highest: highest
  )

  static let window: [Float] = (0..<windowLength).map {
    Float(0.5 - 0.5 * cos(2 * .pi * Double($0) / Double(windowLength)))
  }

  /// Computes the spectrogram of a whole sound, (1 + ⌊samples / 160⌋, 128), optionally with noise reduction.
  public static func compute(_ samples: [Float], reducesNoise: Bool = false) -> Matrix {
    let stream = LogMelStream(reducesNoise: reducesNoise)
    var steps: [Float] = []
    steps.reserveCapacity(stepCount(samples: samples.count) * bandCount)
    stream.append(samples) { steps.append(contentsOf: $0) }
    stream.finish { steps.append(contentsOf: $0) }
    return Matrix(rows: steps.count / bandCount, columns: bandCount, values: steps)
  }
}

/// Computes the log-mel spectrogram of a sound that arrives in pieces. Each step is emitted as soon as its samples are
/// there; with noise reduction the first 0.6 s come together.
///
/// Not thread-safe. Memory does not grow with the sound.
public final class LogMelStream {
  /// Receives one step of 128 values, valid during the call only.
  public typealias StepHandler = (UnsafeBufferPointer<Float>) throws -> Void

  /// Steps emitted so far.
  public private(set) var stepCount = 0

  private let spectrum = PowerSpectrum(length: LogMel.transformLength)
  private let reduction: NoiseReduction?
  private let step = Matrix(rows: 1, columns: LogMel.bandCount)
  private let noisyValues: Matrix
  /// Samples from the start of the next step's window on; starts with the zero padding.
  private var pending = [Float](repeating: 0, count: LogMel.windowLength / 2)
  private var sampleCount = 0
  /// Spectra computed so far; noise reduction may hold some of their steps back.
  private var spectrumCount = 0

  /// - Parameter reducesNoise: removes noise from the spectra, so that the steps are those of the speech alone.
  public init(reducesNoise: Bool = false) {
    reduction = reducesNoise ? NoiseReduction() : nil
    noisyValues = reducesNoise ? Matrix(rows: 1, columns: LogMel.bandCount) : step
  }

  /// The current step without noise reduction and with `LogMel.deepFloor`, for `SpeechActivity`; the step itself if noise
  /// is not reduced. Valid during the handler's call only.
  public var noisyStep: UnsafeBufferPointer<Float> { UnsafeBufferPointer(noisyValues.elements) }

  /// Appends samples at 16 kHz.
  public func append(_ samples: some Collection<Float>, handler: StepHandler) rethrows {
    pending.append(contentsOf: samples)
    sampleCount += samples.count
    try emit(handler: handler)
  }

  /// Ends the sound and emits the steps whose windows reach past it, zero-padded.
  public func finish(handler: StepHandler) rethrows {
    let missing = LogMel.stepCount(samples: sampleCount) - spectrumCount
    guard missing > 0 else { return }
    let needed = (missing - 1) * LogMel.hop + LogMel.windowLength
    pending.append(contentsOf: repeatElement(0, count: max(0, needed - pending.count)))
    try emit(upTo: missing, handler: handler)
    try reduction?.finish { try emit($0, reduced: $1, to: handler) }
  }

  private func emit(upTo limit: Int = .max, handler: StepHandler) rethrows {
    var start = 0
    var emittedCount = 0
    defer { pending.removeFirst(start) }
    while emittedCount < limit, start + LogMel.windowLength <= pending.count {
      pending.withUnsafeBufferPointer { transform($0.baseAddress! + start) }
      spectrumCount += 1
      emittedCount += 1
      start += LogMel.hop
      if let reduction {
        try reduction.append(spectrum.power.pointer) { try emit($0, reduced: $1, to: handler) }
      } else {
        try emit(spectrum.power.pointer, reduced: nil, to: handler)
      }
    }
  }

  /// Emits a step's bands.
  private func emit(
    _ power: UnsafePointer<Float>,
    reduced: UnsafePointer<Float>?,
    to handler: StepHandler
  ) rethrows {
    fill(noisyValues, from: power, floor: reduced == nil ? LogMel.floor : LogMel.deepFloor)
    if let reduced { fill(step, from: reduced, floor: LogMel.floor) }
    stepCount += 1
    try handler(UnsafeBufferPointer(step.elements))
  }

  /// Computes the power spectrum of 400 samples. The zeros that pad the window to the transform's length contribute
  /// nothing, so the window sits at the start of the block: a shift in time only changes phases.
  private func transform(_ samples: UnsafePointer<Float>) {
    let block = spectrum.samples
    ck_multiply(samples, LogMel.window, block.pointer, LogMel.windowLength)
    (block.pointer + LogMel.windowLength).update(repeating: 0, count: LogMel.transformLength - LogMel.windowLength)
    spectrum.compute()
  }

  private func fill(_ step: Matrix, from power: UnsafePointer<Float>, floor: Float) {
    for (index, band) in LogMel.filterBank.bands.enumerated() {
      step.pointer[index] = ck_dot(power + band.first, band.weights, band.weights.count)
    }
    ck_log_floor(step.pointer, LogMel.bandCount, floor)
  }
}
