import CKernels
import Media

/// Follows the faces of a clip through its frames: the landmark network goes from frame to frame, the detector looks
/// now and then, when a face was lost, and after a cut.
public struct FaceTracker {
  /// The longer side of the frames that the tracker is meant for. Pixels.
  public static let longestSide = 640
  /// From this confidence of the landmark network on, a followed face is still there.
  private static let followThreshold = 0.5
  /// Seconds after which the detector looks again: while all is well, while a face is missing, and while there has been
  /// none for longer than `patience`.
  private static let searchInterval = (usual: 1.0, missing: 0.1, empty: 0.3)
  private static let patience = 1.0
  /// Seconds for which a lost face is remembered.
  private static let memory = 3.0
  /// So many faces are followed at most, the largest ones.
  private static let maxCount = 8

  private let networks: FaceNetworks
  private let search: FaceSearch
  private var faces: [FollowedFace] = []
  private var nextID = 0
  private var cut = SceneCut()
  private var lastSearch = -Double.infinity
  /// When a face was seen last, or the first frame's time.
  private var lastSeen: Double?

  public init(networks: FaceNetworks) {
    self.networks = networks
    search = FaceSearch(networks: networks, isThorough: false)
  }

  /// Looks at the next frame, given as decoded and in grey. Frames come in order of time.
  public mutating func observe(_ frame: VideoFrame, luma: Image) -> FaceObservation {
    var scene = Scene(frame, luma: luma)
    if scene.luma.isBlank { return FaceObservation(seconds: scene.seconds, isBlank: true) }
    let lastSeen = self.lastSeen ?? scene.seconds
    self.lastSeen = lastSeen
    if cut.isCut(scene.luma) {
      for index in faces.indices { faces[index].stop(at: scene.seconds) }
      lastSearch = -.infinity
    }
    follow(in: &scene)
    if isSearchDue(at: scene.seconds, lastSeen: lastSeen) { lookAround(in: &scene) }
    for index in faces.indices where faces[index].isSeen && isFree(index, at: scene.seconds) {
      faces[index].standFree(at: scene.seconds)
    }
    faces.removeAll { !$0.isSeen && scene.seconds - $0.lastSeen > Self.memory }
    if faces.contains(where: \.isSeen) { self.lastSeen = scene.seconds }
    return FaceObservation(seconds: scene.seconds, faces: faces.filter(\.isSeen).map(\.seen).sorted { $0.id < $1.id })
  }

  /// Goes on from where the faces were in the last frame.
  private mutating func follow(in scene: inout Scene) {
    for index in faces.indices where faces[index].isSeen {
      let reading = networks.landmarks(faces[index].expectedCrop(at: scene.seconds), of: scene.luma)
      if reading.confidence >= Self.followThreshold, faces[index].canBecome(reading.landmarks) {
        faces[index].see(reading.landmarks, reading.pose, confidence: reading.confidence, at: scene.seconds)
      } else {
        faces[index].lose()
      }
    }
    resolveDuplicates(in: &scene)
  }

  private func isSearchDue(at seconds: Double, lastSeen: Double) -> Bool {
    let interval =
      if faces.allSatisfy(\.isSeen), !faces.isEmpty {
        Self.searchInterval.usual
      } else if faces.isEmpty, seconds - lastSeen > Self.patience {
        Self.searchInterval.empty
      } else {
        Self.searchInterval.missing
      }
    // Half of the finest tick that common containers have, so that rounding does not cost a frame.
    return seconds - lastSearch >= interval - 0.000_5
  }

  /// Lets the detector look at the whole frame, and tells known faces from new ones.
  private mutating func lookAround(in scene: inout Scene) {
    lastSearch = scene.seconds
    for found in search(scene.colours, luma: scene.luma).sorted(by: { $0.box.area > $1.box.area }) {
      if let index = faces.firstIndex(where: { $0.isSeen && $0.landmarks.isSameFace(as: found.landmarks) }) {
        faces[index].confirm(found.confidence)
      } else if let index = lostFace(like: found, in: &scene) {
        faces[index].see(found.landmarks, found.pose, confidence: found.confidence, at: scene.seconds)
      } else if faces.count(where: \.isSeen) < Self.maxCount {
        faces.append(FollowedFace(id: nextID, found: found, at: scene.seconds))
        nextID += 1
      }
    }
    for index in faces.indices where faces[index].isSeen && isFree(index, at: scene.seconds) {
      faces[index].remember(FaceAppearance(of: faces[index].landmarks, in: scene.colours))
    }
  }
}

/// A frame on its way through the tracker.
private struct Scene {
  let luma: Image
  let seconds: Double
  private let frame: VideoFrame
  /// Made when they are first wanted.
  private(set) lazy var colours = Image.colours(of: frame)

  init(_ frame: VideoFrame, luma: Image) {
    self.frame = frame
    self.luma = luma
    seconds = frame.seconds
  }
}

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
  private func isFree(_ index: Int, at seconds: Double) -> Bool {
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
  private mutating func resolveDuplicates(in scene: inout Scene) {
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
  private mutating func lostFace(like found: FoundFace, in scene: inout Scene) -> Int? {
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

/// Sees when a film cuts from one scene to another: almost the whole frame changes at once.
struct SceneCut {
  private static let columns = 16
  private static let rows = 12
  /// A cell has changed when its tone, less the frame's mean, moves by more. Grey levels.
  private static let change: Float = 22
  /// A cut changes at least so many of the cells. A head that moves close to the camera changes up to half of them.
  private static let share = 0.55

  private var cells: [Float]?

  /// Whether a frame begins another scene than the one before it. The first frame does not.
  mutating func isCut(_ luma: Image) -> Bool {
    let samples = luma.thumbnail(rows: Self.rows, columns: Self.columns).values
    let mean = samples.reduce(0, +) / Float(samples.count)
    let latest = samples.map { $0 - mean }
    defer { cells = latest }
    guard let cells else { return false }
    let changed = zip(cells, latest).count { abs($0 - $1) > Self.change }
    return Double(changed) >= Self.share * Double(latest.count)
  }
}
