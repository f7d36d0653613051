import Numerics

/// Both streams of one or several windows, one window below the other, as they attended to each other.
struct AttendedStreams {
  /// The voice embeddings, (moments, 256).
  let voice: Matrix
  /// The face's frames as the fusion takes them, (frames, 512).
  let face: Matrix
  /// What each moment of the voice is paired with, (moments, 256), and the voice with that added.
  let paired: Matrix
  let joinedVoice: Matrix
  /// The voice after it attended to the face, (moments, 256).
  let attendedVoice: Matrix
  /// The face after it attended to the voice, (frames, 512).
  let attendedFace: Matrix
}

/// A window after the cross-modal attention. Segments of a timeline pool rows of it: see `FusedSum`.
public struct FusedWindow {
  /// The face's frames as they came.
  let seen: FaceFrames
  let streams: AttendedStreams

  /// Moments of the voice and frames of the face.
  public var moments: Int { streams.voice.rows }
  public var frames: Int { streams.face.rows }
}

/// A pooling of windows under way, for both streams alone and together; moments and frames are added as they come.
public struct FusedSum {
  var voice: AttentionPoolSum
  var face: AttentionPoolSum
  var faceMean = FaceSum()
  var attendedVoice: AttentionPoolSum
  var attendedFace: AttentionPoolSum

  /// Moments of the voice added.
  public var moments: Int { voice.count }
  /// Frames of the face added.
  public var frames: Int { face.count }

  init(
    voice: AttentionPoolSum,
    face: AttentionPoolSum,
    attendedVoice: AttentionPoolSum,
    attendedFace: AttentionPoolSum
  ) {
    self.voice = voice
    self.face = face
    self.attendedVoice = attendedVoice
    self.attendedFace = attendedFace
  }

  /// Adds all of a window.
  public mutating func add(_ window: FusedWindow) {
    add(window, moments: 0..<window.moments, frames: 0..<window.frames)
  }

  /// Adds these moments of a window's voice and frames of its face.
  public mutating func add(_ window: FusedWindow, moments: Range<Int>, frames: Range<Int>) {
    let streams = window.streams
    voice.add(streams.voice.view(rows: moments))
    attendedVoice.add(streams.attendedVoice.view(rows: moments))
    face.add(streams.face.view(rows: frames))
    faceMean.add(window.seen, frames)
    attendedFace.add(streams.attendedFace.view(rows: frames))
  }
}

/// What is left of a window or a segment once it was pooled: all that is needed to say what it expresses, with or without
/// a personal baseline.
public struct FusedSummary: Equatable, Sendable {
  /// The pooled voice, (256); nil when no moment was added.
  public let voice: [Float]?
  /// Nil when no frame was added.
  public let face: FaceSummary?
  /// What the face's pooled frames say, (8); nil when no frame was added.
  let faceLogits: [Double]?
  /// What the attention adds, (8).
  public let correction: [Double]

  public init(voice: [Float]?, face: FaceSummary?, faceLogits: [Double]?, correction: [Double]) {
    self.voice = voice
    self.face = face
    self.faceLogits = faceLogits
    self.correction = correction
  }
}

/// One logit for each emotion from the voice alone, the face alone and both.
public struct FusedLogits: Equatable, Sendable {
  /// Nil when no moment was added.
  public let voice: [Double]?
  /// Nil when no frame was added.
  public let face: [Double]?
  public let fused: [Double]

  public init(voice: [Double]?, face: [Double]?, fused: [Double]) {
    self.voice = voice
    self.face = face
    self.fused = fused
  }
}
