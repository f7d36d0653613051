import Numerics

/// What a window's trusted face frames show, and where each belongs on the voice's clock.
public struct AlignedFace {
  /// The face encoder's output, (frames, 512).
  public let embeddings: Matrix
  /// Each frame's instant in seconds on the voice's clock.
  public let instants: [Double]
  /// For each moment of the voice the frames that the alignment pairs it with; empty where it pairs none.
  public let ranges: [Range<Int>]

  public init(embeddings: Matrix, instants: [Double], ranges: [Range<Int>]) {
    precondition(instants.count == embeddings.rows, "\(instants.count) instants for \(embeddings.rows) frames")
    precondition(
      ranges.allSatisfy { $0.isEmpty || ($0.lowerBound >= 0 && $0.upperBound <= embeddings.rows) },
      "a moment is paired with frames beyond the \(embeddings.rows) there are"
    )
    self.embeddings = embeddings
    self.instants = instants
    self.ranges = ranges
  }
}
