import Emotion
import Numerics

/// A training batch of windows, stacked vertically. A window may lack any stream.
public struct FusionBatch {
  public let windows: [AlignedWindow]
  /// The baseline of each window's speaker; nil for an unseen speaker.
  public let baselines: [SpeakerBaseline?]
  public let dropout: ByModality<StreamDropout>

  public init(
    _ windows: [AlignedWindow],
    baselines: [SpeakerBaseline?]? = nil,
    dropout: ByModality<StreamDropout> = [:]
  ) {
    self.windows = windows
    self.baselines = baselines ?? windows.map { _ in nil }
    self.dropout = dropout
    precondition(self.baselines.count == windows.count, "a baseline or nil for each window")
  }

  /// The number of windows.
  public var count: Int { windows.count }

  /// The range of each window's moments in the rows of the voice.
  public var moments: [Range<Int>] {
    var start = 0
    return windows.map { window in
      defer { start += window.voice.rows }
      return start..<start + window.voice.rows
    }
  }
}

/// One logit per emotion and window, (windows, 8), from each stream alone and fused. If a window lacks a stream, its
/// row for that stream is meaningless.
public struct BatchLogits {
  public let alone: ByModality<Matrix>
  public let fused: Matrix
  /// The voice embeddings of all windows, (moments, 256).
  public let voice: Matrix
  /// The face samples paired with each moment of the voice, (moments, 256); zeros where there are none.
  public let paired: Matrix
}

/// Training noise that keeps the fusion from relying on the single-stream heads: these were fitted to the training
/// speakers and are more confident about them than about unseen ones.
public struct LogitNoise {
  /// Added to the single-stream logits that enter the fusion, (windows, 8).
  public let added: ByModality<Matrix>
  /// Windows whose single-stream logits are dropped, so that the correction must predict the emotion by itself.
  public let isCorrectionAlone: [Bool]

  public init(added: ByModality<Matrix>, isCorrectionAlone: [Bool]) {
    self.added = added
    self.isCorrectionAlone = isCorrectionAlone
  }

  /// Drops all single-stream logits: the fused logits are the attention's correction alone.
  public static func correctionAlone(windows: Int) -> LogitNoise {
    LogitNoise(added: [:], isCorrectionAlone: [Bool](repeating: true, count: windows))
  }
}
