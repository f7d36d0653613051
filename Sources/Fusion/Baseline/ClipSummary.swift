/// What a clip adds to the knowledge of its speaker: the means of what was heard and seen.
public struct ClipSummary: Equatable, Sendable {
  /// The pooled voice, (256); nil where nobody speaks.
  public let voice: [Float]?
  /// Nil where no face is seen.
  public let face: FaceSummary?

  public init(voice: [Float]?, face: FaceSummary?) {
    self.voice = voice
    self.face = face
  }

  /// The mean of a clip's windows, each with the weight of its voice and of its face.
  public init(_ windows: [(summary: FusedSummary, voiceWeight: Double, faceWeight: Double)]) {
    var (voices, faces) = (WeightedMean(), WeightedMean())
    var known = FaceGroups.all
    for window in windows {
      if let voice = window.summary.voice { voices.add(voice, weight: window.voiceWeight) }
      if let face = window.summary.face, window.faceWeight > 0 {
        faces.add(face.values, weight: window.faceWeight)
        known.formIntersection(face.known)
      }
    }
    voice = voices.mean
    face = faces.mean.map { FaceSummary(values: $0, known: known) }
  }
}

private struct WeightedMean {
  private var sums: [Double] = []
  private var weight = 0.0

  mutating func add(_ values: [Float], weight: Double) {
    guard weight > 0 else { return }
    if sums.isEmpty { sums = [Double](repeating: 0, count: values.count) }
    for index in sums.indices { sums[index] += weight * Double(values[index]) }
    self.weight += weight
  }

  var mean: [Float]? { weight > 0 ? sums.map { Float($0 / weight) } : nil }
}
