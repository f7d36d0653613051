import Testing

@testable import Face

@Suite("How well a face can be seen")
struct FaceQualityTests {
  private let found: SpoiledFace
  /// The same at half size, so that spoiling it is quick.
  private let face: SpoiledFace

  init() throws {
    found = try .plain()
    face = found.scaled(by: 0.5)
  }

  @Test("Nothing is amiss with the face as it is, large or small")
  func plain() {
    #expect(found.quality.flags.isEmpty && face.quality.flags.isEmpty)
    #expect(abs(found.quality.interocularDistance - 87) < 3 && abs(found.quality.yaw) < 0.1)
    #expect(abs(face.quality.interocularDistance - found.quality.interocularDistance / 2) < 0.1)
    let shown = FaceQuality(of: found.landmarks, pose: found.pose, in: found.luma, shownScale: 3)
    #expect(shown.interocularDistance == 3 * found.quality.interocularDistance)
    #expect(shown.pixelsPerCell == found.quality.pixelsPerCell)
  }

  @Test("Light is read off face and surroundings")
  func light() {
    let halves = face.changed { _, point in face.isHead(point) ? 100 : 200 }.quality.light
    #expect(abs(halves.face - 100) < 1e-3 && abs(halves.faceHighlight - 100) < 1e-3 && halves.faceClipped == 0)
    #expect(abs((halves.surroundings ?? 0) - 200) < 8 && halves.surroundingsClipped == 0)
    #expect(abs(halves.highlight - 200) < 1e-3 && abs((halves.backlight ?? 0) - 4.5) < 0.5, "sRGB's 0.578 over 0.127")
    let burnt = face.changed { _, point in face.isHead(point) ? 255 : 0 }.quality.light
    #expect(burnt.faceClipped == 1 && burnt.surroundingsClipped ?? 1 < 0.1)
  }

  @Test("A face that fills the picture has no surroundings, and no light from behind")
  func fullFrame() {
    let box = face.landmarks.bounds
    let inside = FaceCrop(center: box.center, side: box.width)
    let size = Int(box.width)
    let luma = Picture(
      width: size,
      height: size,
      channels: 1,
      values: face.luma.sample(inside.grid(size: size), rows: size, columns: size)
    )
    let (left, top) = (box.center.x - box.width / 2, box.center.y - box.width / 2)
    let landmarks = Landmarks(face.landmarks.points.map { Point(x: $0.x - left, y: $0.y - top) })
    let light = FaceQuality(of: landmarks, pose: face.pose, in: luma).light
    #expect(light.surroundings == nil && light.backlight == nil && light.surroundingsClipped == nil)
    #expect(abs(light.face - face.quality.light.face) < 3)
  }

  @Test("Little light is dark")
  func dark() {
    #expect(face.lit { _ in 0.15 }.quality.flags == [.dark])
    #expect(face.lit { _ in 0.5 }.quality.flags.isEmpty)
  }

  @Test("A dark face before burnt-out surroundings is backlit, before dim ones it is not")
  func backlit() {
    #expect(face.lit { face.isHead($0) ? 0.25 : 4 }.quality.flags == [.backlit])
    #expect(face.lit { face.isHead($0) ? 0.25 : 1 }.quality.flags == [], "the exposure has room left")
    #expect(face.lit { face.isHead($0) ? 1 : 4 }.quality.flags == [], "a well lit face before a white wall")
  }

  @Test("Out of focus is blurred, whatever the light; a soft picture is not")
  func blurred() throws {
    let blurred = face.blurred(by: 0.08)
    #expect(blurred.quality.flags == [.blurred])
    #expect(face.blurred(by: 0.01).quality.flags.isEmpty)
    let sharpness = try #require(blurred.quality.sharpness)
    let pale = try #require(blurred.changed { value, _ in 100 + 0.5 * value }.quality.sharpness)
    #expect(abs(pale - sharpness) < 0.02)
  }

  @Test("Sharpness depends on neither contrast nor size nor what is beside the face")
  func sharpness() throws {
    let plain = try #require(face.quality.sharpness)
    #expect(abs(try #require(face.changed { value, _ in 100 + 0.5 * value }.quality.sharpness) - plain) < 0.02)
    #expect(abs(try #require(found.quality.sharpness) - plain) < 0.15)
    let bare = face.changed { value, point in face.isHead(point) ? value : 255 }
    #expect(abs(try #require(bare.quality.sharpness) - plain) < 0.05)
  }

  @Test("Too few pixels are too small, and not called blurred, even when they are")
  func tooSmall() {
    let small = found.scaled(by: 20 / found.landmarks.interocularDistance)
    #expect(small.quality.flags == [.tooSmall] && small.quality.sharpness == nil && small.quality.pixelsPerCell < 1)
    #expect(small.blurred(by: 0.08).quality.flags == [.tooSmall])
    #expect(found.scaled(by: 30 / found.landmarks.interocularDistance).quality.flags.isEmpty)
  }

  @Test("A head turned away is in profile, to either side", arguments: [-1.0, 1])
  func profile(side: Double) {
    var face = face
    face.pose.y = 0.62 * side
    #expect(face.quality.flags == [.profile] && face.quality.yaw == 0.62 * side)
    face.pose.y = 0.4 * side
    #expect(face.quality.flags.isEmpty)
  }
}
