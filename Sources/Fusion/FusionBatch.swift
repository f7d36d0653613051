import Emotion
import Numerics

/// Windows of voice and face, one below the other. A window may lack either.
public struct FusionBatch {
  /// The voice embeddings, (moments, 256), each window's at its own instants.
  public let voice: TimedSequences
  /// Each window's face.
  public private(set) var faces: [FaceFrames]
  /// When each frame was on the voice's clock, and the frames of each window, one below the other.
  public let faceInstants: [Double]
  public let frames: [Range<Int>]
  /// For each moment of the voice the frames that the alignment pairs it with; empty where it pairs none.
  public let pairings: [Range<Int>]
  /// What is known of each window's speaker; nil where nothing is.
  public let baselines: [SpeakerBaseline?]
  /// Factors for how far each face is from the usual, (windows, 564), so that none of the features is relied on alone
  /// while the network learns.
  public let keptFeatures: Matrix?

  public init(_ windows: [AlignedWindow], baselines: [SpeakerBaseline?]? = nil, keptFeatures: Matrix? = nil) {
    let frames = Self.ranges(windows.map(\.face.frames.count))
    voice = TimedSequences(
      Matrix(below: windows.map(\.voice), columns: CrossModalFusion.voiceWidth),
      at: windows.flatMap(\.instants),
      ranges: Self.ranges(windows.map(\.voice.rows))
    )
    faces = windows.map(\.face.frames)
    faceInstants = windows.flatMap(\.face.instants)
    self.frames = frames
    pairings = zip(windows, frames).flatMap { window, rows in
      window.face.ranges.map {
        $0.isEmpty ? 0..<0 : $0.lowerBound + rows.lowerBound..<$0.upperBound + rows.lowerBound
      }
    }
    self.baselines = baselines ?? windows.map { _ in nil }
    self.keptFeatures = keptFeatures
    precondition(self.baselines.count == windows.count, "a baseline or nil for each window")
  }

  /// The same windows with their faces completed by a head.
  func completed(by head: FaceHead) -> FusionBatch {
    var batch = self
    batch.faces = faces.map(head.completed)
    return batch
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
  /// What each moment of the voice is paired with of the face, (moments, 256); zeros where it is with nothing.
  public let paired: Matrix
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
