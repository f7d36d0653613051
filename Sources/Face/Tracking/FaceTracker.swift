import CKernels
import Media

/// Tracks the faces of a clip: the landmark network follows them from frame to frame, at any angle; the detector
/// searches in doubt (`SearchSchedule`), and after a cut. While no face is read well, it also searches for faces that lie
/// on a side or upside down, and then keeps that orientation until they are gone.
public struct FaceTracker {
  /// Longer side of the frames it is meant for, in pixels.
  public static let longestSide = 640
  /// Minimum confidence of the landmark network at which a tracked face is still there.
  private static let trackingThreshold = 0.5
  /// Seconds for which a lost face is remembered.
  private static let memory = 3.0
  /// Maximum number of tracked faces; larger faces come first.
  private static let maxCount = 8

  private let networks: FaceNetworks
  private let search: FaceSearch
  private let largeFaces: FaceSearch
  private let turnedSearch: TurnedFaceSearch
  private var turnedSchedule = TurnedSearchSchedule()
  /// The orientation that is searched.
  private var turn = QuarterTurn.none
  private var faces: [FollowedFace] = []
  private var nextID = 0
  private var previousCells: SceneCells?
  private var schedule = SearchSchedule()
  /// When a face was last seen, or the first frame's time.
  private var lastSeen: Double?

  public init(networks: FaceNetworks) {
    self.networks = networks
    search = FaceSearch(networks: networks, effort: .video)
    largeFaces = FaceSearch(networks: networks, effort: .glance)
    turnedSearch = TurnedFaceSearch(networks: networks, search: search)
  }

  /// Processes the next frame, given as decoded and in grey. Frames come in order of time.
  public mutating func observe(_ frame: VideoFrame, luma: Image) -> FaceObservation {
    var scene = Scene(frame, luma: luma)
    if scene.luma.isBlank { return FaceObservation(seconds: scene.seconds, isBlank: true) }
    let lastSeen = self.lastSeen ?? scene.seconds
    self.lastSeen = lastSeen
    if let previousCells, scene.cells.isCut(from: previousCells) {
      for index in faces.indices { faces[index].reset(at: scene.seconds) }
      schedule.reset()
    }
    previousCells = scene.cells
    track(in: &scene)
    if let scope = schedule.search(at: scene.seconds, faces: faces, lastSeen: lastSeen, scene: scene.cells) {
      search(scope, in: &scene)
    }
    for index in faces.indices where faces[index].isSeen && isIsolated(index, at: scene.seconds) {
      faces[index].updateMotion(at: scene.seconds)
    }
    faces.removeAll { !$0.isSeen && scene.seconds - $0.lastSeen > Self.memory }
    if faces.contains(where: \.isSeen) { self.lastSeen = scene.seconds }
    return FaceObservation(
      seconds: scene.seconds,
      faces: faces.filter(\.isSeen).map(\.tracked).sorted { $0.id < $1.id }
    )
  }

  /// Follows the faces from where they were in the last frame.
  private mutating func track(in scene: inout Scene) {
    for index in faces.indices where faces[index].isSeen {
      let reading = networks.landmarks(faces[index].expectedCrop(at: scene.seconds), of: scene.luma)
      if reading.confidence >= Self.trackingThreshold, faces[index].isPlausible(reading.landmarks) {
        faces[index].update(reading.landmarks, reading.pose, confidence: reading.confidence, at: scene.seconds)
      } else {
        faces[index].markLost()
      }
    }
    resolveDuplicates(in: &scene)
  }

  /// Searches with the detector, and matches what it finds with known faces.
  private mutating func search(_ scope: SearchSchedule.Scope, in scene: inout Scene) {
    let scope = turn == .none ? scope : .everywhere
    let found =
      switch scope {
      case .glance: glance(in: &scene) ?? foundFaces(in: &scene)
      case .everywhere: foundFaces(in: &scene)
      case .aroundMissing: facesAroundMissing(in: &scene)
      }
    var hasNews = false
    for found in found.sorted(by: { $0.box.area > $1.box.area }) {
      if let index = faces.firstIndex(where: { $0.isSeen && $0.landmarks.isSameFace(as: found.landmarks) }) {
        faces[index].confirm(found.confidence)
        continue
      }
      hasNews = true
      if let index = lostFace(matching: found, in: &scene) {
        faces[index].update(found.landmarks, found.pose, confidence: found.confidence, at: scene.seconds)
      } else if faces.count(where: \.isSeen) < Self.maxCount {
        faces.append(FollowedFace(id: nextID, found: found, at: scene.seconds))
        nextID += 1
      }
    }
    schedule.record(scope, at: scene.seconds, scene: scene.cells, hasNews: hasNews)
    for index in faces.indices where faces[index].isSeen && isIsolated(index, at: scene.seconds) {
      faces[index].updateAppearance(FaceAppearance(of: faces[index].landmarks, in: scene.colours))
    }
  }

  /// The large faces; nil if none of them is certainly upright.
  private func glance(in scene: inout Scene) -> [FoundFace]? {
    let found = largeFaces(scene.colours, luma: scene.luma)
    return TurnedFaceSearch.isCertain(found) ? found : nil
  }

  /// Looks for the missing faces around their expected positions.
  private func facesAroundMissing(in scene: inout Scene) -> [FoundFace] {
    let seconds = scene.seconds
    let areas = faces.filter { !$0.isSeen }.map { $0.expectedArea(at: seconds) }
    return search(areas, of: scene.colours, luma: scene.luma)
  }
}

/// Faces that are not upright.
extension FaceTracker {
  /// Searches the frame in the orientation of its faces.
  private mutating func foundFaces(in scene: inout Scene) -> [FoundFace] {
    if faces.isEmpty { turn = .none }
    let found = search(scene.colours, luma: scene.luma, turn: turn)
    guard
      turn == .none, !TurnedFaceSearch.isCertain(found), turnedSchedule.isDue(at: scene.seconds),
      let turned = turnedSearch(scene.colours, luma: scene.luma, besides: found)
    else { return found }
    let seen = faces.indices.filter { faces[$0].isSeen }
    let misread = seen.compactMap { index in turned.face(at: .around(faces[index].landmarks)).map { (index, $0) } }
    // A face that is followed elsewhere is upright, and so is the video.
    guard misread.count == seen.count else { return found }
    for (index, face) in misread { faces[index].reread(face, at: scene.seconds) }
    turn = turned.turn
    turnedSchedule = TurnedSearchSchedule()
    return turned.faces
  }
}

/// A frame being processed by the tracker.
private struct Scene {
  let luma: Image
  let cells: SceneCells
  let seconds: Double
  private let frame: VideoFrame
  /// Computed on first use.
  private(set) lazy var colours = Image.colours(of: frame)

  init(_ frame: VideoFrame, luma: Image) {
    self.frame = frame
    self.luma = luma
    cells = SceneCells(of: luma)
    seconds = frame.seconds
  }
}

/// Identities of faces that meet, vanish and come back.
extension FaceTracker {
  /// Maximum distance of a returning face from its expected position, in face sizes; grows by one per second.
  private static let reach = 0.9
  /// Minimum similarity of a returning face: low nearby, because a face that comes out from behind something is still
  /// half hidden, and high anywhere else.
  private static let similarity = (near: -0.3, anywhere: 0.9)
  /// Cost in similarity per face size of distance from the expected position.
  private static let distanceCost = 0.3
  /// Minimum gain in similarity for two faces to exchange identities.
  private static let swapMargin = 0.15
  /// Seconds for which a lost face may be hidden behind another.
  private static let maxOcclusion = 1.5

  /// Whether no other face is close enough to be confused with this one, or may be hidden behind it.
  private func isIsolated(_ index: Int, at seconds: Double) -> Bool {
    let box = FaceBox.around(faces[index].landmarks)
    return !faces.indices.contains { other in
      guard other != index else { return false }
      let face = faces[other]
      if face.isSeen { return FaceBox.around(face.landmarks).overlap(box) > 0.02 }
      return seconds - face.lastSeen < Self.maxOcclusion
        && face.expectedCenter(at: seconds).distance(to: faces[index].landmarks.bounds.center) < face.size
    }
  }

  /// Where two tracked faces have converged on one, keeps the one with the better score and marks the other as hidden.
  private mutating func resolveDuplicates(in scene: inout Scene) {
    for first in faces.indices where faces[first].isSeen {
      for second in faces.indices where second > first && faces[second].isSeen && faces[first].isSeen {
        let landmarks = faces[first].landmarks
        guard landmarks.isSameFace(as: faces[second].landmarks) else { continue }
        let appearance = FaceAppearance(of: landmarks, in: scene.colours)
        let isSecond =
          score(second, landmarks, appearance, scene.seconds) > score(first, landmarks, appearance, scene.seconds)
        faces[isSecond ? first : second].markLost()
      }
    }
  }

  /// How well an observation matches a face: its similarity, less the cost of its distance from the expected position.
  private func score(_ index: Int, _ landmarks: Landmarks, _ appearance: FaceAppearance, _ seconds: Double) -> Double {
    let distance = faces[index].expectedCenter(at: seconds).distance(to: landmarks.bounds.center) / faces[index].size
    return (faces[index].similarity(to: appearance) ?? 0) - Self.distanceCost * distance
  }

  /// Returns the lost face that `found` may be: near its expected position and not dissimilar, or very similar.
  ///
  /// Also separates faces confused when they met: if the tracked face looks like the lost one, and the found face like
  /// the tracked one, they swap.
  private mutating func lostFace(matching found: FoundFace, in scene: inout Scene) -> Int? {
    let appearance = FaceAppearance(of: found.landmarks, in: scene.colours)
    let lost = faces.indices.filter { !faces[$0].isSeen && canMatch($0, found, appearance, scene.seconds) }
    for index in lost {
      for other in faces.indices where faces[other].isSeen {
        let trackedAppearance = FaceAppearance(of: faces[other].landmarks, in: scene.colours)
        guard
          let unchanged = similaritySum(index, appearance, other, trackedAppearance),
          let swapped = similaritySum(index, trackedAppearance, other, appearance),
          scene.seconds - faces[index].lastSeen < Self.maxOcclusion, swapped > unchanged + Self.swapMargin
        else { continue }
        faces[index].takeOver(from: faces[other], at: scene.seconds)
        faces[other].markLost()
        return other
      }
    }
    return lost.max {
      score($0, found.landmarks, appearance, scene.seconds) < score($1, found.landmarks, appearance, scene.seconds)
    }
  }

  private func canMatch(_ index: Int, _ found: FoundFace, _ appearance: FaceAppearance, _ seconds: Double) -> Bool {
    let face = faces[index]
    let bounds = found.landmarks.bounds
    let distance =
      face.expectedCenter(at: seconds).distance(to: bounds.center) / max(face.size, bounds.width, bounds.height)
    let isNear = distance < Self.reach + (seconds - face.lastSeen)
    // A face never seen apart from others is known only by its position.
    return (face.similarity(to: appearance) ?? 0) >= (isNear ? Self.similarity.near : Self.similarity.anywhere)
  }

  private func similaritySum(_ one: Int, _ first: FaceAppearance, _ other: Int, _ second: FaceAppearance) -> Double? {
    guard let a = faces[one].similarity(to: first), let b = faces[other].similarity(to: second) else { return nil }
    return a + b
  }
}
