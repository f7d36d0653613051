import Foundation

/// Triangular filters on Slaney's mel scale with area normalisation, as in Slaney's Auditory Toolbox (1998): linear
/// below 1 kHz, logarithmic above. A filter's height is 2 / (its width in Hz).
public struct MelFilterBank: Sendable {
  /// The bins of one filter: `weights[k]` applies to bin `first + k`.
  public struct Band: Sendable {
    public let first: Int
    public let weights: [Float]
  }

  public let bands: [Band]

  /// - Parameters:
  ///   - count: number of filters.
  ///   - sampleRate: in Hz.
  ///   - transformLength: FFT length in samples.
  ///   - lowest: lower edge of the first filter in Hz.
  ///   - highest: upper edge of the last filter in Hz.
  public init(count: Int, sampleRate: Double, transformLength: Int, lowest: Double, highest: Double) {
    let low = Self.mel(hertz: lowest)
    let step = (Self.mel(hertz: highest) - low) / Double(count + 1)
    let edges = (0...count + 1).map { Self.hertz(mel: low + Double($0) * step) }
    let binHertz = sampleRate / Double(transformLength)
    let binCount = transformLength / 2 + 1
    bands = (0..<count).map { band in
      let (lower, centre, upper) = (edges[band], edges[band + 1], edges[band + 2])
      let weights = (0..<binCount).map { bin -> Float in
        let hertz = Double(bin) * binHertz
        let height = min((hertz - lower) / (centre - lower), (upper - hertz) / (upper - centre))
        return Float(max(0, height) * 2 / (upper - lower))
      }
      let first = weights.firstIndex { $0 > 0 } ?? 0
      let end = (weights.lastIndex { $0 > 0 } ?? -1) + 1
      return Band(first: first, weights: first < end ? Array(weights[first..<end]) : [])
    }
  }

  private static let hertzPerMel = 200.0 / 3
  private static let logarithmicFrom = 1000.0
  private static let logarithmicStep = log(6.4) / 27

  static func mel(hertz: Double) -> Double {
    hertz < logarithmicFrom
      ? hertz / hertzPerMel : logarithmicFrom / hertzPerMel + log(hertz / logarithmicFrom) / logarithmicStep
  }

  static func hertz(mel: Double) -> Double {
    let knee = logarithmicFrom / hertzPerMel
    return mel < knee ? mel * hertzPerMel : logarithmicFrom * exp(logarithmicStep * (mel - knee))
  }
}
