import Fusion
import Numerics

extension AlignedWindow {
  /// The same without its face.
  var voiceAlone: AlignedWindow {
    AlignedWindow(voice: voice, startSeconds: startSeconds, face: .nobody(moments: voice.rows))
  }

  /// The same without its voice.
  var faceAlone: AlignedWindow {
    let silence = Matrix(rows: 0, columns: voice.columns)
    let face = AlignedFace(frames: face.frames, instants: face.instants, ranges: [])
    return AlignedWindow(voice: silence, startSeconds: startSeconds, face: face)
  }

  /// The same with less known of its face.
  func knowing(_ groups: FaceGroups) -> AlignedWindow {
    let seen = AlignedFace(frames: face.frames.knowing(groups), instants: face.instants, ranges: face.ranges)
    return AlignedWindow(voice: voice, startSeconds: startSeconds, face: seen)
  }

  /// This window's voice with another's face, which is stretched over the voice's time. Nothing is known of what belongs to
  /// which instant: each moment is paired with the frame nearest to it.
  func with(faceOf other: AlignedWindow) -> AlignedWindow {
    guard voice.rows > 0, let first = other.face.instants.first, let last = other.face.instants.last else {
      return voiceAlone
    }
    let seconds = CrossModalFusion.momentSeconds * Double(voice.rows - 1)
    let scale = last > first ? seconds / (last - first) : 0
    let instants = other.face.instants.map { startSeconds + scale * ($0 - first) }
    var nearest = 0
    let ranges = (0..<voice.rows).map { moment -> Range<Int> in
      let instant = startSeconds + CrossModalFusion.momentSeconds * Double(moment)
      while nearest + 1 < instants.count, abs(instants[nearest + 1] - instant) <= abs(instants[nearest] - instant) {
        nearest += 1
      }
      return nearest..<nearest + 1
    }
    let face = AlignedFace(frames: other.face.frames, instants: instants, ranges: ranges)
    return AlignedWindow(voice: voice, startSeconds: startSeconds, face: face)
  }
}
