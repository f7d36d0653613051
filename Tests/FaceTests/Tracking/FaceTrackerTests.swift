import Testing

@testable import Face

@Suite("Face tracker")
struct FaceTrackerTests {
  private static let interval = 1.0 / 25

  private func actors() throws -> (light: Stage.Actor, dark: Stage.Actor) {
    (try Stage.Actor("face.jpg"), try Stage.Actor("face-happy.png", tint: [0.55, 0.42, 0.35]))
  }

  @Test("A moving face keeps its id and is tracked to its position")
  func moving() throws {
    let actor = try actors().light
    var tracker = FaceTracker(networks: try Networks.shared())
    for step in 0..<40 {
      var stage = Stage()
      let center = Point(x: 120 + 6 * Double(step), y: 130)
      stage.show(actor, at: center, size: 150)
      let faces = tracker.observe(stage, at: Double(step) * Self.interval)
      #expect(faces.map(\.id) == [0], "picture \(step)")
      #expect(faces.first.map { $0.box.center.distance(to: center) < 25 } == true, "picture \(step)")
    }
  }

  @Test("A covered face is lost, and regains its id when it comes back")
  func covered() throws {
    let (light, dark) = try actors()
    var tracker = FaceTracker(networks: try Networks.shared())
    for step in 0..<50 {
      var stage = Stage()
      stage.show(light, at: Point(x: 120, y: 135), size: 170)
      stage.show(dark, at: Point(x: 350, y: 135), size: 150)
      let isCovered = (18..<31).contains(step)
      if isCovered { stage.cover(FaceBox(x: 30, y: 20, width: 180, height: 230)) }
      let faces = tracker.observe(stage, at: Double(step) * Self.interval)
      let light = faces.first { $0.box.center.x < 240 }
      let dark = faces.first { $0.box.center.x >= 240 }
      #expect(dark?.id == 1, "picture \(step)")
      // It may take the detector three frames to look again.
      if isCovered { #expect(light == nil, "picture \(step)") }
      if step < 18 || step > 34 { #expect(light?.id == 0, "picture \(step)") }
    }
  }

  @Test("Two faces that cross keep their ids")
  func crossing() throws {
    let (light, dark) = try actors()
    var tracker = FaceTracker(networks: try Networks.shared())
    for step in 0..<60 {
      var stage = Stage()
      let x = 90 + 5 * Double(step)
      // The dark face passes behind the light one.
      stage.show(dark, at: Point(x: 480 - x, y: 130), size: 130)
      stage.show(light, at: Point(x: x, y: 138), size: 160)
      let faces = tracker.observe(stage, at: Double(step) * Self.interval)
      let first = faces.first { $0.id == 0 }
      let second = faces.first { $0.id == 1 }
      #expect(faces.allSatisfy { $0.id < 2 }, "picture \(step)")
      #expect(first.map { abs($0.box.center.x - x) < 40 } == true, "picture \(step)")
      if step < 20 || step > 42 {
        #expect(second.map { abs($0.box.center.x - 480 + x) < 40 } == true, "picture \(step)")
      }
    }
  }

  @Test("A different face after a cut gets a new id")
  func cut() throws {
    let (light, dark) = try actors()
    var tracker = FaceTracker(networks: try Networks.shared())
    var ids: [Int] = []
    for step in 0..<12 {
      var stage = Stage(tone: step < 6 ? 60 : 190)
      if step < 6 {
        stage.show(light, at: Point(x: 150, y: 135), size: 170)
      } else {
        stage.show(dark, at: Point(x: 200, y: 135), size: 150)
      }
      ids += tracker.observe(stage, at: Double(step) * Self.interval).map(\.id)
    }
    #expect(ids == [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1])
  }

  @Test("Finds no face where there is none")
  func noFace() throws {
    var tracker = FaceTracker(networks: try Networks.shared())
    for step in 0..<10 {
      let faces = tracker.observe(Stage(), at: Double(step) * 0.1)
      #expect(faces.isEmpty)
    }
  }
}

@Suite("Scenes")
struct SceneCellsTests {
  private func cells(_ stage: Stage) -> SceneCells { SceneCells(of: .luma(of: stage.frame(at: 0))) }

  @Test("A new scene is a cut; a change of light and a moving face are not")
  func cuts() throws {
    let actor = try Stage.Actor("face.jpg")
    var (one, moved, other) = (Stage(), Stage(), Stage())
    one.show(actor, at: Point(x: 150, y: 135), size: 200)
    moved.show(actor, at: Point(x: 190, y: 135), size: 220)
    other.cover(FaceBox(x: 0, y: 0, width: 300, height: 270))
    var brighter = Stage(tone: 150)
    brighter.show(actor, at: Point(x: 190, y: 135), size: 220)
    let scenes = [one, moved, brighter, other, other].map(cells)
    let found = zip(scenes, scenes.dropFirst()).map { $1.isCut(from: $0) }
    #expect(found == [false, false, true, false])
  }
}
