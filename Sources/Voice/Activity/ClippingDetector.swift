/// Detects clipping by the distribution of a sound's absolute values: they pile up at the ceiling, also after lossy
/// compression, where speech has the fewer samples the louder they are.
public struct ClippingDetector {
  /// Upper end of the histogram.
  private static let limit: Float = 2
  private static let bins = 8192
  private static let binsPerUnit = Float(bins) / limit
  /// Bins that the upper end of the histogram is summed up to, from 0 to the peak.
  private static let coarse = 50
  /// The loudest samples that do not count as the peak.
  private static let outliers = 5
  /// Peak below which a sound is too quiet to tell.
  private static let minPeak = 40
  /// The least ratio of the pile to the fewest samples at a lower value. Clean speech has 0.7 to 1.2; clipped by 6 dB
  /// 2.5 to 5, by 12 dB 5 to 15.
  private static let minPile = 2.2

  private var histogram = [Int32](repeating: 0, count: bins)

  public init() {}

  /// Appends samples at 16 kHz.
  public mutating func append(_ samples: [Float]) {
    histogram.withUnsafeMutableBufferPointer { histogram in
      // A few float recordings go far beyond full scale; their upper end is no ceiling.
      for sample in samples where abs(sample) < Self.limit { histogram[Int(abs(sample) * Self.binsPerUnit)] += 1 }
    }
  }

  public var isClipped: Bool {
    guard let peak, peak >= Self.minPeak else { return false }
    var counts = [Int](repeating: 0, count: Self.coarse)
    for bin in 0...peak { counts[bin * Self.coarse / (peak + 1)] += Int(histogram[bin]) }
    let smooth = counts.indices.map { counts[max(0, $0 - 1)...min(Self.coarse - 1, $0 + 1)].reduce(0, +) }
    return (Self.coarse / 2..<Self.coarse).contains { bin in
      let fewest = smooth[bin * 6 / 10..<bin * 9 / 10].min()!
      return Double(smooth[bin] + 3) > Self.minPile * Double(fewest + 10)
    }
  }

  /// The bin of the peak.
  private var peak: Int? {
    var count = 0
    return histogram.indices.reversed().first { bin in
      count += Int(histogram[bin])
      return count >= Self.outliers
    }
  }
}
