import Numerics

/// When a video is searched for faces, and how thoroughly. While every known face is followed, the whole frame is searched
/// only in doubt: a second after the faces changed, and after a second if the picture changes beside the faces; else a
/// glance at doubling intervals is enough. While a face is missing, it is looked for around its expected position in
/// every frame, and elsewhere less often.
struct SearchSchedule {
  enum Scope {
    /// Large faces; all of them if none is certain.
    case glance
    /// Large and small faces in the whole frame.
    case everywhere
    case aroundMissing
  }

  /// Seconds between searches of the whole frame while every face is followed: at first, and at most.
  private static let settled = (first: 1.0, last: 4.0)
  /// Seconds between searches of the whole frame while a face is missing, and after no face for longer than `patience`.
  private static let (missing, empty) = (0.4, 0.3)
  private static let patience = 1.0
  /// Seconds between searches around missing faces, and before the first face.
  private static let urgent = 0.1
  /// Half of the finest tick of common containers, so that rounding does not cost a frame.
  private static let tolerance = 0.000_5
  /// Minimum number of cells of the scene that change beside the faces when somebody enters.
  private static let changedCells = 6
  /// Side of the area that belongs to a face, with hair and shoulders, over that of its box.
  private static let reach = 2.0

  private var interval = settled.first
  private var latest = -Double.infinity
  private var latestOfWhole = -Double.infinity
  /// The scene at the latest search of the whole frame.
  private var searched: SceneCells?

  /// The search that a frame needs; nil for none.
  ///
  /// - Parameters:
  ///   - faces: the known faces, as followed into this frame.
  ///   - lastSeen: when a face was last seen, or the first frame's time.
  func search(at seconds: Double, faces: [FollowedFace], lastSeen: Double, scene: SceneCells) -> Scope? {
    func hasPassed(_ interval: Double, since time: Double) -> Bool { seconds - time >= interval - Self.tolerance }
    if faces.isEmpty {
      if latest == -.infinity { return .glance }
      let interval = seconds - lastSeen > Self.patience ? Self.empty : Self.urgent
      return hasPassed(interval, since: latest) ? .everywhere : nil
    }
    if faces.allSatisfy(\.isSeen) {
      guard hasPassed(Self.settled.first, since: latestOfWhole) else { return nil }
      if interval == Self.settled.first || hasChanged(scene, beside: faces) { return .everywhere }
      return hasPassed(interval, since: latestOfWhole) ? .glance : nil
    }
    if hasPassed(Self.missing, since: latestOfWhole) { return .everywhere }
    return hasPassed(Self.urgent, since: latest) ? .aroundMissing : nil
  }

  /// Records a search.
  ///
  /// - Parameter hasNews: a face was found that was not followed.
  mutating func record(_ scope: Scope, at seconds: Double, scene: SceneCells, hasNews: Bool) {
    latest = seconds
    if scope != .aroundMissing {
      latestOfWhole = seconds
      searched = scene
      interval = min(2 * interval, Self.settled.last)
    }
    if hasNews { interval = Self.settled.first }
  }

  /// Requires a search of the whole frame, after a cut.
  mutating func reset() { self = SearchSchedule() }

  private func hasChanged(_ scene: SceneCells, beside faces: [FollowedFace]) -> Bool {
    guard let searched else { return true }
    let boxes = faces.map { FaceBox.around($0.landmarks).widened(by: Self.reach) }
    let changed = scene.changes(from: searched).filter { cell in !boxes.contains { $0.contains(cell) } }
    return changed.count >= Self.changedCells
  }
}
