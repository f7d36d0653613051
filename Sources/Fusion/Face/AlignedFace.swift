/// A window's face frames, and where each belongs on the voice's clock.
public struct AlignedFace {
  public let frames: FaceFrames
  /// Each frame's instant in seconds on the voice's clock.
  public let instants: [Double]
  /// For each moment of the voice the frames that the alignment pairs it with; empty where it pairs none.
  public let ranges: [Range<Int>]

  public init(frames: FaceFrames, instants: [Double], ranges: [Range<Int>]) {
    precondition(instants.count == frames.count, "\(instants.count) instants for \(frames.count) frames")
    precondition(
      ranges.allSatisfy { $0.isEmpty || ($0.lowerBound >= 0 && $0.upperBound <= frames.count) },
      "a moment is paired with frames beyond the \(frames.count) there are"
    )
    self.frames = frames
    self.instants = instants
    self.ranges = ranges
  }

  /// No face beside that many moments of a voice.
  public static func nobody(moments: Int) -> AlignedFace {
    AlignedFace(frames: .none, instants: [], ranges: [Range<Int>](repeating: 0..<0, count: moments))
  }
}
