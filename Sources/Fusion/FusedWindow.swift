import Numerics

/// A window after the cross-modal attention. Segments of a timeline pool rows of it: see `FusedSum`.
public struct FusedWindow {
  /// The voice embeddings, (moments, 256).
  public let voice: Matrix
  /// The normalised face embeddings, (frames, 512).
  public let face: Matrix
  /// The voice with the aligned face frames added, (moments, 256).
  let joinedVoice: Matrix
  /// The voice after it attended to the face, (moments, 256).
  public let attendedVoice: Matrix
  /// The face after it attended to the voice, (frames, 512).
  public let attendedFace: Matrix
}

/// A pooling of windows under way, for both streams alone and together; moments and frames are added as they come.
public struct FusedSum {
  var voice: AttentionPoolSum
  var face: AttentionPoolSum
  var attendedVoice: AttentionPoolSum
  var attendedFace: AttentionPoolSum

  /// Moments of the voice added.
  public var moments: Int { voice.count }
  /// Frames of the face added.
  public var frames: Int { face.count }

  /// Adds all of a window.
  public mutating func add(_ window: FusedWindow) {
    add(window, moments: 0..<window.voice.rows, frames: 0..<window.face.rows)
  }

  /// Adds these moments of a window's voice and frames of its face.
  public mutating func add(_ window: FusedWindow, moments: Range<Int>, frames: Range<Int>) {
    voice.add(window.voice.view(rows: moments))
    attendedVoice.add(window.attendedVoice.view(rows: moments))
    face.add(window.face.view(rows: frames))
    attendedFace.add(window.attendedFace.view(rows: frames))
  }
}

/// One logit for each emotion from the voice alone, the face alone and both.
public struct FusedLogits: Equatable, Sendable {
  /// Nil when no moment was added.
  public let voice: [Double]?
  /// Nil when no frame was added.
  public let face: [Double]?
  public let fused: [Double]
}
