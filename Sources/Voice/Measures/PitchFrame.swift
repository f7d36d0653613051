/// The periods that a stretch of sound around one moment may have.
struct PitchFrame {
  /// Place 0 stands for "no voice", the others for periods.
  static let mostCandidates = 16

  /// log₂ of each candidate's frequency in Hz; place 0 is without meaning.
  var octaves = SIMD16<Float>(repeating: 0)
  /// The normalised autocorrelation at each candidate's period; 0 at place 0.
  var strengths = SIMD16<Float>(repeating: 0)
  /// Candidates, "no voice" included.
  var count = 1
  /// The greatest magnitude of a sample in the middle of the window.
  var peak: Float = 0
  /// Root of the window's energy.
  var amplitude: Float = 0

  /// The greatest strength of a candidate, 0 to 1.
  var voicing: Float { strengths.max() }

  /// Adds a candidate; when there is no place left, it takes that of the weakest if it is stronger.
  mutating func add(octave: Float, strength: Float, octaveCost: Float) {
    var place = count
    if count == Self.mostCandidates {
      place = 1
      for other in 2..<count where weight(other, octaveCost) < weight(place, octaveCost) { place = other }
      if weight(place, octaveCost) >= strength + octaveCost * octave { return }
    } else {
      count += 1
    }
    octaves[place] = octave
    strengths[place] = strength
  }

  private func weight(_ place: Int, _ octaveCost: Float) -> Float {
    strengths[place] + octaveCost * octaves[place]
  }
}
