import Foundation
import TestSupport
import Testing

@testable import Media

struct VideoFrameTests {
  /// `ffprobe -show_entries frame=pts_time vfr.mkv`
  static let variableTimes = [
    0, 0.2, 0.28, 0.4, 0.56, 0.6, 0.8, 0.84, 1, 1.12, 1.2, 1.4, 1.6, 1.68, 1.8, 1.96, 2, 2.2, 2.24, 2.4, 2.52, 2.6,
    2.64, 2.68, 2.72, 2.76, 2.8, 2.84, 2.88, 2.92, 2.96,
  ]

  @Test func variableFrameRateFollowsTimeStamps() throws {
    let clip = try contents(fixture("vfr.mkv"), everything)
    #expect(clip.frames.map { ($0.seconds * 1_000).rounded() / 1_000 } == Self.variableTimes)
    #expect(clip.info.sound == nil)
    #expect(clip.warnings.isEmpty)
  }

  @Test("Frames closer than the minimum interval are skipped", arguments: [0.1, 0.25, 0.5])
  func interval(seconds: Double) throws {
    let options = ReadingOptions(video: VideoOptions(minimumIntervalSeconds: seconds))
    var expected: [Double] = []
    for time in Self.variableTimes where expected.isEmpty || time - expected.last! >= seconds - 0.000_5 {
      expected.append(time)
    }
    let clip = try contents(fixture("vfr.mkv"), options)
    #expect(clip.frames.map { ($0.seconds * 1_000).rounded() / 1_000 } == expected)
    #expect(abs(clip.duration - 3) < 0.001)
  }

  @Test(
    "The longest side is a limit: frames are never scaled up",
    arguments: [(160, 160, 120), (320, 320, 240), (1_000, 320, 240), (1, 1, 1)]
  )
  func scaling(limit: Int, width: Int, height: Int) throws {
    let options = ReadingOptions(video: VideoOptions(longestSide: limit))
    let frame = try #require(try contents(fixture("frame.png"), options).frames.first)
    #expect(frame.width == width && frame.height == height)
  }

  /// Returns the position of the red corner, such as "left top", and whether it is horizontal (wider than high) or
  /// vertical.
  private func corner(_ frame: VideoFrame) -> String {
    func isRed(_ x: Int, _ y: Int) -> Bool {
      let at = (y * frame.width + x) * 3
      return frame.rgb[at] > 200 && frame.rgb[at + 1] < 70 && frame.rgb[at + 2] < 70
    }
    var found: [String] = []
    for (name, x, y) in [
      ("left top", 3, 3), ("right top", frame.width - 4, 3), ("left bottom", 3, frame.height - 4),
      ("right bottom", frame.width - 4, frame.height - 4),
    ] where isRed(x, y) {
      let inward = x < frame.width / 2 ? 24 : frame.width - 25
      found.append("\(name) \(isRed(inward, y) ? "horizontal" : "vertical")")
    }
    return found.joined(separator: ", ")
  }

  @Test func rotatedVideoIsTurnedUpright() throws {
    let clip = try contents(fixture("rotated.mp4"), everything)
    #expect(clip.info.video?.width == 64 && clip.info.video?.height == 96)
    #expect(clip.frames.count == 5)
    for frame in clip.frames {
      #expect(frame.width == 64 && frame.height == 96)
      #expect(corner(frame) == "left bottom vertical")
    }
    let small = try contents(fixture("rotated.mp4"), ReadingOptions(video: VideoOptions(longestSide: 48)))
    #expect(small.frames.allSatisfy { $0.width == 32 && $0.height == 48 })
  }

  @Test(
    "Every EXIF orientation is turned upright",
    arguments: [
      (1, "left top horizontal"), (2, "right top horizontal"), (3, "right bottom horizontal"),
      (4, "left bottom horizontal"),
      (5, "left top vertical"), (6, "right top vertical"), (7, "right bottom vertical"), (8, "left bottom vertical"),
    ]
  )
  func orientation(value: UInt8, expected: String) throws {
    var bytes = try fixtureData("oriented.jpg")
    let tag = try #require(bytes.range(of: Data([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0])))
    bytes[tag.upperBound] = value
    let scratch = try WorkFolder()
    let clip = try contents(try scratch.write(bytes, as: "photo.jpg"), everything)
    #expect(clip.info.isStill && clip.duration == 0)
    let frame = try #require(clip.frames.first)
    #expect(corner(frame) == expected)
    #expect(clip.info.video?.width == frame.width && clip.info.video?.height == frame.height)
    #expect(frame.width == (value < 5 ? 96 : 64))
  }

  @Test(
    "A still is one frame at 0",
    arguments: ["png", "jpg", "bmp", "tiff", "ppm", "pgm", "webp", "gif"]
  )
  func stills(name: String) throws {
    let scratch = try WorkFolder()
    let path = try scratch.ffmpeg("-i \(fixture("frame.png"))", to: "still.\(name)")
    let clip = try contents(path, everything)
    #expect(clip.info.isStill && clip.info.durationSeconds == 0 && clip.duration == 0)
    #expect(clip.frames.map(\.seconds) == [0])
    #expect(clip.frames[0].width == 320 && clip.frames[0].height == 240)
    #expect(clip.warnings.isEmpty)
  }

  @Test func ignoresTheThumbnailOfAPhotograph() throws {
    // Cameras embed a small JPEG in the header of the large one.
    let scratch = try WorkFolder()
    let large = try scratch.ffmpeg("-f lavfi -i testsrc=size=800x600:rate=1 -frames:v 1 -q:v 2", to: "large.jpg")
    let small = try scratch.ffmpeg("-f lavfi -i testsrc=size=160x120:rate=1 -frames:v 1 -q:v 2", to: "small.jpg")
    let photo = try Data(contentsOf: URL(fileURLWithPath: large.description))
    let body = Data("Exif\0\0MM\0*".utf8) + (try Data(contentsOf: URL(fileURLWithPath: small.description)))
    let length = body.count + 2
    let head = Data([0xFF, 0xE1, UInt8(length >> 8), UInt8(length & 255)])
    for name in ["photo.jpg", "IMG_0001.jpg", "photo"] {
      let clip = try contents(
        try scratch.write(photo.prefix(2) + head + body + photo.dropFirst(2), as: name),
        everything
      )
      #expect(clip.info.isStill && clip.frames.map(\.width) == [800], "\(name)")
    }
  }

  @Test func animatedGIFIsAVideo() throws {
    let scratch = try WorkFolder()
    let path = try scratch.ffmpeg("-f lavfi -i testsrc=size=32x24:rate=10:duration=0.5", to: "film.gif")
    let clip = try contents(path, everything)
    #expect(!clip.info.isStill && clip.frames.count == 5)
  }

  @Test(
    "Every pixel format preserves colours",
    arguments: [
      "yuv420p", "yuv422p", "yuv444p", "yuv420p10le", "yuv444p12le", "gbrp", "gbrp10le", "rgb24", "bgr0", "rgba64le",
      "bgra", "yuva420p",
    ]
  )
  func pixelFormats(format: String) throws {
    let scratch = try WorkFolder()
    let path = try scratch.ffmpeg(
      "-f lavfi -i color=0xC86432:size=34x22:rate=5:duration=0.4 -pix_fmt \(format) -c:v ffv1",
      to: "film.mkv"
    )
    let frame = try #require(try contents(path, everything).frames.first)
    for (value, expected) in zip(frame.rgb.prefix(3), [0xC8, 0x64, 0x32]) {
      #expect(abs(Int(value) - expected) <= 3, "\(format): \(frame.rgb.prefix(3))")
    }
  }

  @Test(
    "Grey and palette images preserve black and white",
    arguments: ["gray", "gray16be", "pal8", "monob", "ya8", "rgb48be"]
  )
  func grey(format: String) throws {
    let scratch = try WorkFolder()
    let path = try scratch.ffmpeg(
      "-f lavfi -i color=black:size=40x20,format=rgb24,drawbox=x=0:y=0:w=20:h=20:color=white:t=fill -frames:v 1 -pix_fmt \(format)",
      to: "still.png"
    )
    let frame = try #require(try contents(path, everything).frames.first)
    // ffmpeg's palette has no pure white.
    #expect(frame.rgb[0] >= 252 && frame.rgb[39 * 3] <= 2)
  }

  @Test(
    "BT.709 and BT.601 are converted, in full and limited range",
    arguments: ["bt709:tv", "bt709:pc", "smpte170m:tv", "smpte170m:pc"]
  )
  func colourSpaces(space: String) throws {
    let scratch = try WorkFolder()
    let parts = space.split(separator: ":")
    let path = try scratch.ffmpeg(
      """
      -f lavfi -i color=0xC86432:size=64x48:rate=5:duration=0.4,format=gbrp,scale=out_color_matrix=\
      \(parts[0]):out_range=\(parts[1]),format=yuv444p -color_range \(parts[1]) -colorspace \(parts[0]) -c:v ffv1
      """,
      to: "film.mkv"
    )
    let frame = try #require(try contents(path, everything).frames.first)
    for (value, expected) in zip(frame.rgb.prefix(3), [0xC8, 0x64, 0x32]) {
      #expect(abs(Int(value) - expected) <= 2, "\(space): \(frame.rgb.prefix(3))")
    }
  }

  @Test("Images of odd sizes are scaled", arguments: ["1x1", "1x7", "3x5", "17x1", "33x31", "127x3"])
  func oddSizes(size: String) throws {
    let scratch = try WorkFolder()
    let path = try scratch.ffmpeg(
      "-f lavfi -i color=red:size=8x8,format=rgb24,scale=\(size.replacing("x", with: ":")),setsar=1 -frames:v 1",
      to: "still.png"
    )
    let sides = size.split(separator: "x").compactMap { Int($0) }
    for limit in [nil, 2] as [Int?] {
      let clip = try contents(path, ReadingOptions(video: VideoOptions(longestSide: limit)))
      let frame = try #require(clip.frames.first)
      #expect(max(frame.width, frame.height) == min(limit ?? .max, sides.max()!))
      #expect(
        frame.rgb[0] > 250 && frame.rgb[1] < 3,
        "\(frame.width)x\(frame.height) \(frame.rgb.prefix(12))"
      )
    }
  }

  @Test func readsTenBitVideo() throws {
    let clip = try contents(fixture("ten-bit.mkv"), everything)
    #expect(clip.frames.count == 3)
    #expect(corner(clip.frames[0]) == "left top horizontal")
  }

  @Test func scalesNonSquarePixels() throws {
    let scratch = try WorkFolder()
    let path = try scratch.ffmpeg(
      "-f lavfi -i testsrc=size=72x60:rate=5:duration=0.4,setsar=16/12 -c:v mpeg4",
      to: "film.mkv"
    )
    let clip = try contents(path, everything)
    #expect(clip.info.video?.width == 96 && clip.info.video?.height == 60)
    #expect(clip.frames.allSatisfy { $0.width == 96 && $0.height == 60 })
  }

  @Test func followsChangesOfTheFrameSize() throws {
    let scratch = try WorkFolder()
    var stream = Data()
    for size in ["64x48", "32x64"] {
      let part = try scratch.ffmpeg(
        "-f lavfi -i testsrc=size=\(size):rate=10:duration=0.5 -c:v mpeg2video -f mpegts",
        to: "part.ts"
      )
      stream += try Data(contentsOf: URL(fileURLWithPath: part.description))
    }
    let clip = try contents(try scratch.write(stream, as: "both.ts"), everything)
    #expect(clip.frames.contains { $0.width == 64 && $0.height == 48 })
    #expect(clip.frames.contains { $0.width == 32 && $0.height == 64 })
    #expect(zip(clip.frames, clip.frames.dropFirst()).allSatisfy { $0.seconds <= $1.seconds })
  }
}
