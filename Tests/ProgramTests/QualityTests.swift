import Formats
import Foundation
import Media
import System
import TestSupport
import Testing

@Suite("Warnings about image quality")
struct QualityTests {
  /// Returns the warnings about `face.jpg` after a change of its pixels, saved as an uncompressed image.
  private func warnings(_ change: (VideoFrame) -> VideoFrame) throws -> JSONValue {
    let reader = try ClipReader(
      path: ClipPath(Repository.fixture("face.jpg")),
      options: ReadingOptions(wantsSound: false, video: VideoOptions())
    )
    guard case .frame(let frame)? = try reader.next() else { throw NoPicture() }
    let changed = change(frame)
    let folder = try WorkFolder()
    let header = "P6\n\(changed.width) \(changed.height)\n255\n"
    try (Data(header.utf8) + Data(changed.rgb)).write(to: URL(fileURLWithPath: folder.path("face.ppm")))
    let record = try #require(Program.run(["analyze", Argument(folder.path("face.ppm"))]).records().first)
    return record["warnings"] ?? .null
  }

  private struct NoPicture: Error {}

  private func mapped(_ frame: VideoFrame, _ pixel: (Int, Int, Int) -> UInt8) -> VideoFrame {
    let rgb = frame.rgb.indices.map { pixel($0 / 3 % frame.width, $0 / 3 / frame.width, $0 % 3) }
    return VideoFrame(width: frame.width, height: frame.height, rgb: rgb, seconds: 0)
  }

  @Test("A good image has no warnings")
  func plain() throws {
    #expect(try warnings { $0 } == [])
  }

  @Test("A dark image")
  func dark() throws {
    #expect(try warnings { frame in mapped(frame) { frame.rgb[($1 * frame.width + $0) * 3 + $2] / 4 } } == ["dark"])
  }

  @Test("A blurred image: the mean of 13 × 13 pixels")
  func blurred() throws {
    // Blur along the rows, then along the columns.
    let found = try warnings { frame in
      let rows = mapped(frame) { x, y, channel in
        let columns = max(0, x - 6)...min(frame.width - 1, x + 6)
        let sum = columns.reduce(0) { $0 + Int(frame.rgb[(y * frame.width + $1) * 3 + channel]) }
        return UInt8(sum / columns.count)
      }
      return mapped(rows) { x, y, channel in
        let lines = max(0, y - 6)...min(frame.height - 1, y + 6)
        let sum = lines.reduce(0) { $0 + Int(rows.rgb[($1 * frame.width + x) * 3 + channel]) }
        return UInt8(sum / lines.count)
      }
    }
    #expect(found == ["blurred"])
  }

  @Test("A face on its side or upside down is read upright, with a warning", arguments: 1...3)
  func notUpright(quarters: Int) throws {
    let found = try warnings { frame in
      (0..<quarters).reduce(frame) { frame, _ in
        let (width, height) = (frame.height, frame.width)
        let rgb = frame.rgb.indices.map { index in
          let (x, y) = (index / 3 % width, index / 3 / width)
          return frame.rgb[((frame.height - 1 - x) * frame.width + y) * 3 + index % 3]
        }
        return VideoFrame(width: width, height: height, rgb: rgb, seconds: 0)
      }
    }
    #expect(found == ["face not upright"])
  }

  @Test("A picture squeezed to two thirds of its width")
  func squeezed() throws {
    let found = try warnings { frame in
      let width = frame.width * 2 / 3
      let rgb = (0..<3 * width * frame.height).map { index -> UInt8 in
        let (x, y) = (index / 3 % width, index / 3 / width)
        return frame.rgb[(y * frame.width + x * 3 / 2) * 3 + index % 3]
      }
      return VideoFrame(width: width, height: frame.height, rgb: rgb, seconds: 0)
    }
    #expect(found.elements.contains("squeezed picture"))
  }

  @Test("A small image: every eighth pixel")
  func small() throws {
    let found = try warnings { frame in
      let (width, height) = (frame.width / 8, frame.height / 8)
      let rgb = (0..<3 * width * height).map {
        frame.rgb[($0 / 3 / width * frame.width + $0 / 3 % width) * 24 + $0 % 3]
      }
      return VideoFrame(width: width, height: height, rgb: rgb, seconds: 0)
    }
    #expect(found.elements.contains("too small"))
  }

  @Test("Two faces")
  func twoFaces() throws {
    let record = try FaceTests.record("two-faces.mp4")
    #expect(record["warnings"]?.elements.contains("several faces") == true)
  }
}
