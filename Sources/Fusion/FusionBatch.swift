import Numerics

/// Windows of voice and face, one below the other. A window may lack either.
public struct FusionBatch {
  /// The voice embeddings, (moments, 256), each window's at its own instants.
  public let voice: TimedSequences
  /// The face embeddings, (frames, 512), at their instants on the voice's clock.
  public let face: TimedSequences
  /// For each moment of the voice the rows of the face that the alignment pairs it with; empty where it pairs none.
  public let pairings: [Range<Int>]

  public init(voice: TimedSequences, face: TimedSequences, pairings: [Range<Int>]) {
    precondition(pairings.count == voice.rows.rows, "\(pairings.count) pairings for \(voice.rows.rows) moments")
    precondition(
      pairings.allSatisfy { $0.isEmpty || $0.upperBound <= face.rows.rows },
      "a moment is paired with frames beyond the \(face.rows.rows) there are"
    )
    self.voice = voice
    self.face = face
    self.pairings = pairings
  }

  /// Windows one below the other.
  public init(_ windows: [AlignedWindow]) {
    let frames = Self.ranges(windows.map(\.face.embeddings.rows))
    self.init(
      voice: TimedSequences(
        Matrix(below: windows.map(\.voice), columns: CrossModalFusion.voiceWidth),
        at: windows.flatMap(\.instants),
        ranges: Self.ranges(windows.map(\.voice.rows))
      ),
      face: TimedSequences(
        Matrix(below: windows.map(\.face.embeddings), columns: FaceHead.width),
        at: windows.flatMap(\.face.instants),
        ranges: frames
      ),
      pairings: zip(windows, frames).flatMap { window, rows in
        window.face.ranges.map {
          $0.isEmpty ? 0..<0 : $0.lowerBound + rows.lowerBound..<$0.upperBound + rows.lowerBound
        }
      }
    )
  }

  /// Consecutive ranges of these lengths.
  private static func ranges(_ counts: [Int]) -> [Range<Int>] {
    var start = 0
    return counts.map { count in
      defer { start += count }
      return start..<start + count
    }
  }

  /// Windows.
  public var count: Int { voice.ranges.count }
}

/// One logit for each emotion and window, (windows, 8), from the voice alone, the face alone and both. Rows of a stream
/// that a window lacks say nothing.
public struct BatchLogits {
  public let voice: Matrix
  public let face: Matrix
  public let fused: Matrix
}

/// What makes the fusion rely less on the heads of the single streams while it learns: they know the people learnt from,
/// and are surer of them than of strangers.
public struct OpinionNoise {
  /// Added to the logits that the fusion gets to know of the voice, (windows, 8).
  public let voice: Matrix
  /// Windows in which neither stream's own opinion counts, so that the correction has to tell the emotion by itself.
  public let isCorrectionAlone: [Bool]

  public init(voice: Matrix, isCorrectionAlone: [Bool]) {
    self.voice = voice
    self.isCorrectionAlone = isCorrectionAlone
  }

  /// The fused logits are what the attention adds, and nothing else.
  public static func correctionAlone(windows: Int) -> OpinionNoise {
    OpinionNoise(
      voice: Matrix(rows: windows, columns: EmotionLabel.allCases.count),
      isCorrectionAlone: [Bool](repeating: true, count: windows)
    )
  }
}
