/// Who is who, when faces meet, vanish and come back.
extension FaceTracker {
  /// A lost face that comes back lies within so many of its sizes of where it should be, and one more for each second.
  private static let reach = 0.9
  /// How alike it must look at least: nearby hardly at all, because what comes out from behind something is half hidden
  /// still, and much wherever else it is.
  private static let likeness = (near: -0.3, anywhere: 0.9)
  /// What a face's size of distance from where it should be costs, in likeness.
  private static let distanceCost = 0.3
  /// By how much more like each other two pairs must look that are to be told apart the other way round.
  private static let exchangeMargin = 0.15
  /// Seconds for which a lost face may stand behind another.
  private static let hidden = 1.5

  /// Whether no other face is near enough to be mixed up with this one, nor may stand behind it.
  func isFree(_ index: Int, at seconds: Double) -> Bool {
    let place = FaceBox.around(faces[index].landmarks)
    return !faces.indices.contains { other in
      guard other != index else { return false }
      let face = faces[other]
      if face.isSeen { return FaceBox.around(face.landmarks).overlap(place) > 0.02 }
      return seconds - face.lastSeen < Self.hidden
        && face.expectedCenter(at: seconds).distance(to: faces[index].landmarks.bounds.center) < face.size
    }
  }

  /// Where two followed faces have fallen on one, it is the one that looks more like it and was to be expected there; the
  /// other is hidden.
  mutating func partDoubles(in scene: inout Scene) {
    for first in faces.indices where faces[first].isSeen {
      for second in faces.indices where second > first && faces[second].isSeen && faces[first].isSeen {
        let landmarks = faces[first].landmarks
        guard landmarks.isSameFace(as: faces[second].landmarks) else { continue }
        let looks = FaceAppearance(of: landmarks, in: scene.colours)
        let isSecond = score(second, landmarks, looks, scene.seconds) > score(first, landmarks, looks, scene.seconds)
        faces[isSecond ? first : second].lose()
      }
    }
  }

  /// How well something fits a face: its likeness, less what its distance from where the face should be costs.
  private func score(_ index: Int, _ landmarks: Landmarks, _ looks: FaceAppearance, _ seconds: Double) -> Double {
    let away = faces[index].expectedCenter(at: seconds).distance(to: landmarks.bounds.center) / faces[index].size
    return (faces[index].likeness(to: looks) ?? 0) - Self.distanceCost * away
  }

  /// The lost face that this one may be: where it was to be expected and not unlike it, or very much alike.
  ///
  /// Faces that were mixed up while they met are told apart here: when the one that was followed looks like the lost one,
  /// and what was found like the followed one, they change places.
  mutating func lostFace(like found: FoundFace, in scene: inout Scene) -> Int? {
    let looks = FaceAppearance(of: found.landmarks, in: scene.colours)
    let lost = faces.indices.filter { !faces[$0].isSeen && mayBe($0, found, looks, scene.seconds) }
    for index in lost {
      for other in faces.indices where faces[other].isSeen {
        let seen = FaceAppearance(of: faces[other].landmarks, in: scene.colours)
        guard
          let asTheyAre = likenesses(index, looks, other, seen), let exchanged = likenesses(index, seen, other, looks),
          scene.seconds - faces[index].lastSeen < Self.hidden, exchanged > asTheyAre + Self.exchangeMargin
        else { continue }
        faces[index].take(from: faces[other], at: scene.seconds)
        faces[other].lose()
        return other
      }
    }
    return lost.max {
      score($0, found.landmarks, looks, scene.seconds) < score($1, found.landmarks, looks, scene.seconds)
    }
  }

  private func mayBe(_ index: Int, _ found: FoundFace, _ looks: FaceAppearance, _ seconds: Double) -> Bool {
    let face = faces[index]
    let bounds = found.landmarks.bounds
    let away =
      face.expectedCenter(at: seconds).distance(to: bounds.center) / max(face.size, bounds.width, bounds.height)
    let isNear = away < Self.reach + (seconds - face.lastSeen)
    // A face that never stood free is known by its place alone.
    return (face.likeness(to: looks) ?? 0) >= (isNear ? Self.likeness.near : Self.likeness.anywhere)
  }

  private func likenesses(_ one: Int, _ first: FaceAppearance, _ other: Int, _ second: FaceAppearance) -> Double? {
    guard let a = faces[one].likeness(to: first), let b = faces[other].likeness(to: second) else { return nil }
    return a + b
  }
}
