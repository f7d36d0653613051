import Numerics

/// A window of a clip as both streams enter the fusion: what was heard and what was seen, on one clock. It may lack either.
public struct AlignedWindow {
  /// The voice embeddings, (moments, 256).
  public let voice: Matrix
  /// When the first moment was, in seconds; those after it follow every `CrossModalFusion.momentSeconds`.
  public let startSeconds: Double
  public let face: AlignedFace

  public init(voice: Matrix, startSeconds: Double, face: AlignedFace) {
    precondition(face.ranges.count == voice.rows, "\(face.ranges.count) pairings for \(voice.rows) moments")
    self.voice = voice
    self.startSeconds = startSeconds
    self.face = face
  }

  /// When each moment of the voice was.
  var instants: [Double] {
    (0..<voice.rows).map { startSeconds + CrossModalFusion.momentSeconds * Double($0) }
  }
}
