import CKernels
import Numerics

/// Computes the log-mel spectrogram of a sound that arrives in pieces, one frame as soon as its samples are there; with
/// noise reduction the first 0.6 s come together.
///
/// Not thread-safe. Memory does not grow with the sound.
public final class LogMelStream {
  /// One frame of 128 values, valid during the call only.
  public typealias FrameHandler = (UnsafeBufferPointer<Float>) throws -> Void

  /// Frames given out so far.
  public private(set) var frameCount = 0

  private let spectrum = PowerSpectrum(length: LogMel.transformLength)
  private let reduction: NoiseReduction?
  private let frame = Matrix(rows: 1, columns: LogMel.bandCount)
  private let plainFrame: Matrix
  /// Samples not yet passed by the next frame's window; begins with the zeros before the sound.
  private var pending = [Float](repeating: 0, count: LogMel.windowLength / 2)
  private var sampleCount = 0
  /// Frames whose spectra were taken, some of which the reduction may hold back.
  private var spectrumCount = 0

  /// - Parameter reducesNoise: takes noise out of the spectra, so that the frames are those of the speech alone.
  public init(reducesNoise: Bool = false) {
    reduction = reducesNoise ? NoiseReduction() : nil
    plainFrame = reducesNoise ? Matrix(rows: 1, columns: LogMel.bandCount) : frame
  }

  /// The frame that the handler is given, with its noise; valid during that call only.
  public var unreduced: UnsafeBufferPointer<Float> { UnsafeBufferPointer(plainFrame.elements) }

  /// Adds samples at 16 kHz.
  public func append(_ samples: some Collection<Float>, handler: FrameHandler) rethrows {
    pending.append(contentsOf: samples)
    sampleCount += samples.count
    try giveOut(handler: handler)
  }

  /// Ends the sound: gives out the frames whose windows reach beyond it, with zeros there.
  public func finish(handler: FrameHandler) rethrows {
    let missing = LogMel.frameCount(samples: sampleCount) - spectrumCount
    guard missing > 0 else { return }
    let needed = (missing - 1) * LogMel.hop + LogMel.windowLength
    pending.append(contentsOf: repeatElement(0, count: max(0, needed - pending.count)))
    try giveOut(upTo: missing, handler: handler)
    try reduction?.finish { try give($0, reduced: $1, to: handler) }
  }

  private func giveOut(upTo limit: Int = .max, handler: FrameHandler) rethrows {
    var start = 0
    var given = 0
    defer { pending.removeFirst(start) }
    while given < limit, start + LogMel.windowLength <= pending.count {
      pending.withUnsafeBufferPointer { transform($0.baseAddress! + start) }
      spectrumCount += 1
      given += 1
      start += LogMel.hop
      if let reduction {
        try reduction.append(spectrum.power.pointer) { try give($0, reduced: $1, to: handler) }
      } else {
        try give(spectrum.power.pointer, reduced: nil, to: handler)
      }
    }
  }

  /// Gives out a frame's bands.
  private func give(
    _ power: UnsafePointer<Float>,
    reduced: UnsafePointer<Float>?,
    to handler: FrameHandler
  ) rethrows {
    fill(plainFrame, from: power)
    if let reduced { fill(frame, from: reduced) }
    frameCount += 1
    try handler(UnsafeBufferPointer(frame.elements))
  }

  /// The power spectrum of 400 samples. The zeros that widen the window to the transform's length add nothing to it, so
  /// the window stands at the block's start: a shift in time changes phases only.
  private func transform(_ samples: UnsafePointer<Float>) {
    let block = spectrum.samples
    ck_multiply(samples, LogMel.window, block.pointer, LogMel.windowLength)
    (block.pointer + LogMel.windowLength).update(repeating: 0, count: LogMel.transformLength - LogMel.windowLength)
    spectrum.compute()
  }

  private func fill(_ frame: Matrix, from power: UnsafePointer<Float>) {
    for (index, band) in LogMel.filterBank.bands.enumerated() {
      frame.pointer[index] = ck_dot(power + band.first, band.weights, band.weights.count)
    }
    ck_log_floor(frame.pointer, LogMel.bandCount, LogMel.floor)
  }
}
