import Numerics
import Testing

@testable import Face

@Suite("Face quality")
struct FaceQualityTests {
  private let found: DegradedFace
  /// The same at half size, so that degrading it is fast.
  private let face: DegradedFace

  init() throws {
    found = try .plain()
    face = found.scaled(by: 0.5)
  }

  @Test("The original face has no flags, large or small")
  func plain() {
    #expect(found.quality.flags.isEmpty && face.quality.flags.isEmpty)
    #expect(abs(found.quality.interocularDistance - 87) < 3 && abs(found.quality.yaw) < 0.1)
    #expect(abs(face.quality.interocularDistance - found.quality.interocularDistance / 2) < 0.1)
    let shown = FaceQuality(of: found.landmarks, pose: found.pose, in: found.luma, shownScale: 3)
    #expect(shown.interocularDistance == 3 * found.quality.interocularDistance)
    #expect(shown.pixelsPerCell == found.quality.pixelsPerCell)
  }

  @Test("Measures the light on face and surroundings")
  func light() {
    let halves = face.changed { _, point in face.isHead(point) ? 100 : 200 }.quality.light
    #expect(abs(halves.face - 100) < 1e-3 && abs(halves.faceHighlight - 100) < 1e-3 && halves.faceClipped == 0)
    #expect(abs((halves.surroundings ?? 0) - 200) < 8 && halves.surroundingsClipped == 0)
    #expect(abs(halves.highlight - 200) < 1e-3 && abs((halves.backlight ?? 0) - 4.5) < 0.5, "sRGB's 0.578 over 0.127")
    let burnt = face.changed { _, point in face.isHead(point) ? 255 : 0 }.quality.light
    #expect(burnt.faceClipped == 1 && burnt.surroundingsClipped ?? 1 < 0.1)
  }

  @Test("A face that fills the image has no surroundings and no backlight")
  func fullFrame() {
    let box = face.landmarks.bounds
    let inside = FaceCrop(center: box.center, side: box.width)
    let size = Int(box.width)
    let luma = Image(
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

  @Test("A face in little light is dark")
  func dark() {
    #expect(face.lit { _ in 0.15 }.quality.flags == [.dark])
    #expect(face.lit { _ in 0.5 }.quality.flags.isEmpty)
  }

  @Test("A dark face is backlit before overexposed surroundings, not before dim ones")
  func backlit() {
    #expect(face.lit { face.isHead($0) ? 0.25 : 4 }.quality.flags == [.backlit])
    #expect(face.lit { face.isHead($0) ? 0.25 : 1 }.quality.flags == [], "the exposure has room left")
    #expect(face.lit { face.isHead($0) ? 1 : 4 }.quality.flags == [], "a well lit face before a white wall")
  }

  @Test("A face out of focus is blurred in any light; a slightly soft one is not")
  func blurred() throws {
    let blurred = face.blurred(by: 0.08)
    #expect(blurred.quality.flags == [.blurred])
    #expect(face.blurred(by: 0.01).quality.flags.isEmpty)
    let sharpness = try #require(blurred.quality.sharpness)
    let pale = try #require(blurred.changed { value, _ in 100 + 0.5 * value }.quality.sharpness)
    #expect(abs(pale - sharpness) < 0.02)
  }

  @Test("Sharpness does not depend on contrast, size or what is beside the face")
  func sharpness() throws {
    let plain = try #require(face.quality.sharpness)
    #expect(abs(try #require(face.changed { value, _ in 100 + 0.5 * value }.quality.sharpness) - plain) < 0.02)
    #expect(abs(try #require(found.quality.sharpness) - plain) < 0.15)
    let bare = face.changed { value, point in face.isHead(point) ? value : 255 }
    #expect(abs(try #require(bare.quality.sharpness) - plain) < 0.05)
  }

  @Test("A face of too few pixels is too small, and not flagged as blurred even if it is")
  func tooSmall() {
    let small = found.scaled(by: 20 / found.landmarks.interocularDistance)
    #expect(small.quality.flags == [.tooSmall] && small.quality.sharpness == nil && small.quality.pixelsPerCell < 1)
    #expect(small.blurred(by: 0.08).quality.flags == [.tooSmall])
    #expect(found.scaled(by: 30 / found.landmarks.interocularDistance).quality.flags.isEmpty)
  }

  @Test("A head turned far to either side is in profile", arguments: [-1.0, 1])
  func profile(side: Double) {
    var face = face
    face.pose.y = 0.62 * side
    #expect(face.quality.flags == [.profile] && face.quality.yaw == 0.62 * side)
    face.pose.y = 0.4 * side
    #expect(face.quality.flags.isEmpty)
  }

  @Test("A face rolled further than any head tilts is not upright; its yaw is about its own axis")
  func notUpright() {
    func rolled(_ degrees: Double, yaw: Double = 0) -> FaceQuality {
      let roll = degrees * .pi / 180
      let landmarks = Landmarks(face.landmarks.points.map { $0.rotated(by: roll) })
      return FaceQuality(
        of: landmarks,
        pose: HeadPose(x: 0, y: yaw, z: 0).turned(clockwise: roll),
        in: face.luma
      )
    }
    for degrees in [0.0, 50, -50] { #expect(!rolled(degrees).flags.contains(.notUpright)) }
    for degrees in [70.0, -90, 180] {
      #expect(rolled(degrees).flags.contains(.notUpright) && !rolled(degrees).flags.contains(.profile))
      #expect(rolled(degrees, yaw: 0.7).flags.contains(.profile))
    }
  }
}

@Suite("Quality flags of a clip")
struct QualityFlagsTests {
  /// A face in a uniform grey image, so that only tone, size and pose matter.
  private func quality(tone: Float = 128, yaw: Double = 0) -> FaceQuality {
    let values = Matrix(rows: 40, columns: 40, values: (0..<1600).map { tone + Float($0 % 2) })
    let frame = Image(width: 40, height: 40, channels: 1, values: values)
    let landmarks = LandmarksTests.face(shift: 20)
    return FaceQuality(of: landmarks, pose: HeadPose(x: 0, y: yaw, z: 0), in: frame)
  }

  private func flags(_ frames: [(FaceQuality?, faces: Int)], rate: Double = 25) -> [QualityFlag] {
    var gathered = QualityFlags()
    for (index, frame) in frames.enumerated() {
      gathered.add(frame.0, faceCount: frame.faces, number: index + 1, seconds: 3 + Double(index) / rate)
    }
    return gathered.flags
  }

  @Test("A face flag must hold in half of the frames that show the face")
  func half() {
    let (dark, plain) = (quality(tone: 20), quality())
    #expect(dark.flags.contains(.dark) && !plain.flags.contains(.dark))
    #expect(flags([(dark, 1), (plain, 1), (nil, 0), (nil, 0)]).contains(.dark))
    #expect(!flags([(dark, 1), (plain, 1), (plain, 1), (nil, 0)]).contains(.dark))
  }

  @Test("Several faces must be in a fifth of the frames, whether or not the one that counts was seen")
  func several() {
    func clip(_ several: Int, of all: Int) -> [QualityFlag] {
      flags((0..<all).map { (nil, faces: $0 < several ? 2 : 1) })
    }
    #expect(clip(1, of: 5) == [.severalFaces] && clip(1, of: 6).isEmpty && clip(0, of: 3).isEmpty)
    #expect(clip(1, of: 1) == [.severalFaces], "a still")
  }

  @Test(
    "The frame rate is the clip's, not that of the analysed frames; a still has none",
    arguments: [
      (12.0, true), (14.5, true), (15_000.0 / 1001, false), (15, false), (29.97, false),
    ]
  )
  func frameRate(rate: Double, isLow: Bool) {
    var gathered = QualityFlags()
    for index in 0..<10 {
      gathered.add(nil, faceCount: 1, number: 1 + 3 * index, seconds: 2 + Double(3 * index) / rate)
      if index == 0 { #expect(gathered.frameRate == nil && gathered.flags.isEmpty) }
    }
    #expect(abs((gathered.frameRate ?? 0) - rate) < 1e-9 && gathered.flags == (isLow ? [.lowFrameRate] : []))
  }

  @Test("Flags have a fixed order; without frames there are none")
  func order() {
    let turned = quality(tone: 20, yaw: 0.7)
    let all = flags([(turned, 2), (turned, 2), (turned, 2)], rate: 10)
    #expect(all == QualityFlag.allCases.filter(all.contains))
    #expect(all.contains(.dark) && Array(all.suffix(3)) == [.profile, .severalFaces, .lowFrameRate])
    #expect(flags([]).isEmpty)
  }
}
