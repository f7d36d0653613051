/// The intensities of a sound's frames, and above which one speech is heard: 25 dB below what the loudest hundredth reaches.
struct SpeechLevels {
  /// In dB.
  private(set) var values: [Float] = []
  private var histogram = [Int32](repeating: 0, count: SpeechLevels.bins)
  private var lowest = Float.infinity

  private static let bins = 1280
  private static let binsPerDecibel: Float = 10
  private static let margin: Float = 25

  mutating func append(_ level: Float) {
    values.append(level)
    lowest = min(lowest, level)
    histogram[min(max(Int(level * Self.binsPerDecibel), 0), Self.bins - 1)] += 1
  }

  /// The threshold in dB over all frames so far.
  var threshold: Float {
    let above = Int32(values.count / 100)
    var (count, bin) = (Int32(0), Self.bins - 1)
    while bin > 0 {
      count += histogram[bin]
      if count > above { break }
      bin -= 1
    }
    return max((Float(bin) + 0.5) / Self.binsPerDecibel - Self.margin, lowest)
  }
}
