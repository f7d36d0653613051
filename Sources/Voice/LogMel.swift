import CKernels
import Foundation
import Numerics

/// The log-mel spectrogram that every voice network here hears.
///
/// 16 kHz; periodic Hann window of 400 samples in the middle of an FFT of 1024; a frame every 160 samples, frame i
/// centred on sample 160 i, with zeros before and after the sound; power; 128 Slaney bands from 0 to 8 kHz;
/// ln(max(x, 1e-10)). The same as librosa's `melspectrogram` with these parameters and `pad_mode="constant"`.
public enum LogMel {
  public static let sampleRate = 16_000
  public static let windowLength = 400
  public static let transformLength = 1024
  public static let hop = 160
  public static let bandCount = 128
  public static let floor: Float = 1e-10
  public static let framesPerSecond = Double(sampleRate) / Double(hop)

  /// Frames of a sound of that many samples: 1 + ⌊samples / 160⌋.
  public static func frameCount(samples: Int) -> Int {
    1 + samples / hop
  }

  static let filterBank = MelFilterBank(
    count: bandCount,
    sampleRate: Double(sampleRate),
    transformLength: transformLength,
    lowest: 0,
    highest: 8000
  )

  static let window: [Float] = (0..<windowLength).map {
    Float(0.5 - 0.5 * cos(2 * .pi * Double($0) / Double(windowLength)))
  }

  /// The whole spectrogram of a sound: (1 + ⌊samples / 160⌋, 128), at wish with its noise reduced.
  public static func compute(_ samples: [Float], reducesNoise: Bool = false) -> Matrix {
    let stream = LogMelStream(reducesNoise: reducesNoise)
    var frames: [Float] = []
    frames.reserveCapacity(frameCount(samples: samples.count) * bandCount)
    stream.append(samples) { frames.append(contentsOf: $0) }
    stream.finish { frames.append(contentsOf: $0) }
    return Matrix(rows: frames.count / bandCount, columns: bandCount, values: frames)
  }
}
