import Numerics
import Testing

@testable import Face

@Suite("What was amiss in a clip")
struct QualityFlagsTests {
  /// A face in a grey picture: of one tone, so that nothing but the tone, the size and the pose matters.
  private func quality(tone: Float = 128, yaw: Double = 0) -> FaceQuality {
    let values = Matrix(rows: 40, columns: 40, values: (0..<1600).map { tone + Float($0 % 2) })
    let picture = Picture(width: 40, height: 40, channels: 1, values: values)
    let landmarks = LandmarkMeasureTests.face(shift: 20)
    return FaceQuality(of: landmarks, pose: HeadPose(x: 0, y: yaw, z: 0), in: picture)
  }

  private func flags(_ pictures: [(FaceQuality?, faces: Int)], rate: Double = 25) -> [QualityFlag] {
    var gathered = QualityFlags()
    for (index, picture) in pictures.enumerated() {
      gathered.add(picture.0, faceCount: picture.faces, number: index + 1, seconds: 3 + Double(index) / rate)
    }
    return gathered.flags
  }

  @Test("A flag of the face must hold in half of the pictures that show it")
  func half() {
    let (dark, plain) = (quality(tone: 20), quality())
    #expect(dark.flags.contains(.dark) && !plain.flags.contains(.dark))
    #expect(flags([(dark, 1), (plain, 1), (nil, 0), (nil, 0)]).contains(.dark))
    #expect(!flags([(dark, 1), (plain, 1), (plain, 1), (nil, 0)]).contains(.dark))
  }

  @Test("Several faces: in a fifth of the pictures, whether the one that counts was seen or not")
  func several() {
    func clip(_ several: Int, of all: Int) -> [QualityFlag] {
      flags((0..<all).map { (nil, faces: $0 < several ? 2 : 1) })
    }
    #expect(clip(1, of: 5) == [.severalFaces] && clip(1, of: 6).isEmpty && clip(0, of: 3).isEmpty)
    #expect(clip(1, of: 1) == [.severalFaces], "a still")
  }

  @Test(
    "A low frame rate is the clip's, not that of the pictures looked at; a still has none",
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

  @Test("Flags come in a fixed order, and nothing comes of nothing")
  func order() {
    let turned = quality(tone: 20, yaw: 0.7)
    let all = flags([(turned, 2), (turned, 2), (turned, 2)], rate: 10)
    #expect(all == QualityFlag.allCases.filter(all.contains))
    #expect(all.contains(.dark) && Array(all.suffix(3)) == [.profile, .severalFaces, .lowFrameRate])
    #expect(flags([]).isEmpty)
    #expect(
      QualityFlag.allCases.map(\.rawValue) == [
        "backlit", "dark", "blurred", "too small", "profile", "several faces", "low frame rate",
      ]
    )
  }
}
