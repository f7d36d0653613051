import CKernels
import Foundation

/// Mel-frequency cepstral coefficients 1 to 4 as in eGeMAPS: 26 triangular filters, evenly spaced on HTK's mel scale
/// from 20 to 8000 Hz, on the power spectrum; logarithm; cosine transform; lifter of 22.
struct MelCepstrum {
  static let count = 4
  private static let bandCount = 26
  private static let lifter = 22.0

  private static let bands: [MelFilterBank.Band] = {
    func mel(_ hertz: Double) -> Double { 1127 * log(1 + hertz / 700) }
    let (low, high) = (mel(20), mel(8000))
    let step = (high - low) / Double(bandCount + 1)
    let bins = (0...LogMel.transformLength / 2).map {
      mel(Double($0) * Double(LogMel.sampleRate) / Double(LogMel.transformLength))
    }
    return (1...bandCount).map { band in
      let centre = low + Double(band) * step
      let weights = bins.map { Float(max(0, 1 - abs($0 - centre) / step)) }
      let (first, last) = (weights.firstIndex { $0 > 0 }!, weights.lastIndex { $0 > 0 }!)
      return MelFilterBank.Band(first: first, weights: Array(weights[first...last]))
    }
  }()

  /// (4, 26)
  private static let cosines: [Float] = (1...count).flatMap { coefficient in
    (0..<bandCount).map { band in
      let lift = 1 + lifter / 2 * sin(.pi * Double(coefficient) / lifter)
      let angle = .pi * Double(coefficient) * (Double(band) + 0.5) / Double(bandCount)
      return Float(lift * (2 / Double(bandCount)).squareRoot() * cos(angle))
    }
  }

  /// - Parameters:
  ///   - power: the log-mel spectrogram's power spectrum, 513 bins.
  ///   - scratch: space for 26 values.
  static func coefficients(power: UnsafePointer<Float>, scratch: UnsafeMutablePointer<Float>) -> SIMD4<Float> {
    for (index, band) in bands.enumerated() {
      scratch[index] = ck_dot(power + band.first, band.weights, band.weights.count)
    }
    ck_log_floor(scratch, bandCount, 1e-10)
    var values = SIMD4<Float>()
    cosines.withUnsafeBufferPointer { cosines in
      for index in 0..<count { values[index] = ck_dot(scratch, cosines.baseAddress! + index * bandCount, bandCount) }
    }
    return values
  }
}
