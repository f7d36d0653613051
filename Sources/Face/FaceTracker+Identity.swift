/// Who is who, when faces meet, vanish and come back.
extension FaceTracker {
  /// A lost face that comes back lies within so many of its sizes of where it should be, and one more for each second.
  private static let reach = 0.9
  /// How alike it must look at least, nearby, and wherever else it is.
  private static let likeness = (near: 0.4, anywhere: 0.9)

  /// Whether no other face is near enough to be mixed up with this one.
  func isFree(_ index: Int) -> Bool {
    let place = FaceBox.around(faces[index].landmarks)
    return !faces.indices.contains { other in
      other != index && faces[other].isSeen && FaceBox.around(faces[other].landmarks).overlap(place) > 0.02
    }
  }

  /// Where two followed faces have fallen on one, it is the one that looks more like it; the other is hidden.
  mutating func partDoubles(in scene: inout Scene) {
    for first in faces.indices where faces[first].isSeen {
      for second in faces.indices where second > first && faces[second].isSeen && faces[first].isSeen {
        guard faces[first].landmarks.isSameFace(as: faces[second].landmarks) else { continue }
        let seen = FaceAppearance(of: faces[first].landmarks, in: scene.colours)
        let isSecond = (faces[second].likeness(to: seen) ?? -1) > (faces[first].likeness(to: seen) ?? -1)
        faces[isSecond ? first : second].lose()
      }
    }
  }

  /// The lost face that this one may be: where it was to be expected and alike, or very much alike.
  func lostFace(like found: FoundFace, in scene: inout Scene) -> Int? {
    let seen = FaceAppearance(of: found.landmarks, in: scene.colours)
    let center = found.landmarks.bounds.center
    let size = max(found.landmarks.bounds.width, found.landmarks.bounds.height)
    var best: (index: Int, score: Double)?
    for index in faces.indices where !faces[index].isSeen {
      let face = faces[index]
      let away = face.expectedCenter(at: scene.seconds).distance(to: center) / max(face.size, size)
      let isNear = away < Self.reach + (scene.seconds - face.lastSeen)
      // A face that never stood free is known by its place alone.
      let likeness = face.likeness(to: seen) ?? Self.likeness.near
      guard likeness >= (isNear ? Self.likeness.near : Self.likeness.anywhere) else { continue }
      let score = likeness - 0.3 * away
      if best.map({ score > $0.score }) ?? true { best = (index, score) }
    }
    return best?.index
  }
}
