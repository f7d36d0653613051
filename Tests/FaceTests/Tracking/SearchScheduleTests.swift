import Testing

@testable import Face

@Suite("Search schedule")
struct SearchScheduleTests {
  private static let scene = SceneCells(of: Image.luma(of: Stage().frame(at: 0)))

  /// A scene in which somebody stands on the right.
  private static let entered: SceneCells = {
    var stage = Stage()
    stage.cover(FaceBox(x: 350, y: 60, width: 100, height: 200))
    return SceneCells(of: .luma(of: stage.frame(at: 0)))
  }()

  /// A face at the left, 100 pixels wide.
  private static func face() -> FollowedFace {
    let points = SyntheticFace.points().map { Point(x: 100 + $0.x, y: 120 + $0.y) }
    let landmarks = Landmarks(points)
    let found = FoundFace(
      box: .around(landmarks),
      landmarks: landmarks,
      pose: HeadPose(x: 0, y: 0, z: 0),
      confidence: 1,
      fit: 1
    )
    return FollowedFace(id: 0, found: found, at: 0)
  }

  /// The searches of a video of 10 frames a second: each frame's number, and what was searched.
  private static func searches(
    frames: Int,
    faces: (Int) -> [FollowedFace],
    scene: (Int) -> SceneCells = { _ in scene }
  ) -> [(frame: Int, scope: SearchSchedule.Scope)] {
    var schedule = SearchSchedule()
    return (0..<frames).compactMap { frame in
      let (seconds, faces) = (Double(frame) / 10, faces(frame))
      let scene = scene(frame)
      guard let scope = schedule.search(at: seconds, faces: faces, lastSeen: 0, scene: scene) else { return nil }
      schedule.record(scope, at: seconds, scene: scene, hasNews: frame == 0)
      return (frame, scope)
    }
  }

  @Test("A glance, a thorough search after a second, then glances at doubling intervals up to 4 s")
  func settled() {
    let found = Self.searches(frames: 160) { $0 == 0 ? [] : [Self.face()] }
    #expect(found.map(\.frame) == [0, 10, 30, 70, 110, 150])
    #expect(found.map(\.scope) == [.glance, .everywhere, .glance, .glance, .glance, .glance])
  }

  @Test("Whoever enters beside the faces is searched for, at most once a second")
  func entrance() {
    let found = Self.searches(
      frames: 60,
      faces: { $0 == 0 ? [] : [Self.face()] },
      scene: { $0 < 15 ? Self.scene : Self.entered }
    )
    #expect(found.map(\.frame) == [0, 10, 20])
    #expect(found.last?.scope == .everywhere)
  }

  @Test("A missing face is looked for nearby in every frame, elsewhere every 0.4 s")
  func missing() {
    var face = Self.face()
    face.markLost()
    let found = Self.searches(frames: 9) { $0 == 0 ? [] : [face] }
    #expect(found.map(\.frame) == Array(0..<9))
    #expect(found.filter { $0.scope == .everywhere }.map(\.frame) == [4, 8])
  }

  @Test("Without a face the whole frame is searched, after a second every 0.3 s")
  func empty() {
    let found = Self.searches(frames: 20) { _ in [] }
    #expect(found.map(\.frame) == Array(0...10) + [13, 16, 19])
    #expect(found.dropFirst().allSatisfy { $0.scope == .everywhere })
  }
}
