import Emotion
import Numerics

/// Windows of all streams, one below the other, to be learnt from. A window may lack any of them.
public struct FusionBatch {
  public let windows: [AlignedWindow]
  /// What is known of each window's speaker; nil where nothing is.
  public let baselines: [SpeakerBaseline?]
  /// Factors for how far each face is from what is normal, (windows, 564).
  public let dropoutMask: Matrix?

  public init(_ windows: [AlignedWindow], baselines: [SpeakerBaseline?]? = nil, dropoutMask: Matrix? = nil) {
    self.windows = windows
    self.baselines = baselines ?? windows.map { _ in nil }
    self.dropoutMask = dropoutMask
    precondition(self.baselines.count == windows.count, "a baseline or nil for each window")
  }

  /// Windows.
  public var count: Int { windows.count }

  /// The voice embeddings of all windows, (moments, 256).
  public var voice: Matrix { Matrix(below: windows.map(\.voice), columns: CrossModalFusion.voiceWidth) }

  /// The moments of each window's voice among those of all windows.
  public var moments: [Range<Int>] {
    var start = 0
    return windows.map { window in
      defer { start += window.voice.rows }
      return start..<start + window.voice.rows
    }
  }
}

/// One logit for each emotion and window, (windows, 8), from each stream alone and from all. Rows of a stream that a window
/// lacks say nothing.
public struct BatchLogits {
  public let alone: ByModality<Matrix>
  public let fused: Matrix
  /// What each moment of the voice is paired with of the face, (moments, 256); zeros where it is with nothing.
  public let paired: Matrix
}

/// What makes the fusion rely less on the heads of the single streams while it learns: they know the people learnt from,
/// and are surer of them than of strangers.
public struct LogitNoise {
  /// Added to the logits that the fusion gets to know of a stream, (windows, 8).
  public let added: ByModality<Matrix>
  /// Windows in which no stream's own opinion counts, so that the correction has to tell the emotion by itself.
  public let isCorrectionAlone: [Bool]

  public init(added: ByModality<Matrix>, isCorrectionAlone: [Bool]) {
    self.added = added
    self.isCorrectionAlone = isCorrectionAlone
  }

  /// The fused logits are what the attention adds, and nothing else.
  public static func correctionAlone(windows: Int) -> LogitNoise {
    LogitNoise(added: [:], isCorrectionAlone: [Bool](repeating: true, count: windows))
  }
}
