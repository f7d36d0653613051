import Foundation
import System
import TestSupport
import Testing

@testable import Media

@Suite struct ClipWriterTests {
  /// A grey frame of 64 × 48 pixels.
  private static func frame(_ luma: UInt8) -> [UInt8] {
    [UInt8](repeating: luma, count: 64 * 48) + [UInt8](repeating: 128, count: 64 * 48 / 2)
  }

  private static func writer(_ path: ClipPath) throws -> ClipWriter {
    let sound = (0..<16_000).map { 0.5 * sin(Float($0) * 0.1) }
    return try ClipWriter(path: path, width: 64, height: 48, frameRate: 10, sound: sound, soundRate: 16_000)
  }

  @Test("What is written is read back")
  func roundTrip() throws {
    let folder = try WorkFolder()
    let path = ClipPath("\(folder.path)/clip.mp4")
    let writer = try Self.writer(path)
    for index in 0..<10 { try writer.append(Self.frame(index < 5 ? 60 : 200)) }
    try writer.finish()
    let reader = try ClipReader(path: path, options: ReadingOptions(video: VideoOptions()))
    #expect(reader.info.video?.width == 64 && reader.info.video?.height == 48 && reader.info.video?.frameRate == 10)
    #expect(reader.info.sound?.sampleRate == 16_000 && reader.info.sound?.channels == 1)
    var (seconds, levels, sound): ([Double], [UInt8], [Float]) = ([], [], [])
    while let event = try reader.next() {
      switch event {
      case .frame(let frame):
        seconds.append(frame.seconds)
        levels.append(frame.rgb[frame.rgb.count / 2])
      case .sound(let block): sound += block.samples
      }
    }
    #expect(seconds.count == 10 && zip(seconds, 0..<10).allSatisfy { abs($0 - Double($1) / 10) < 0.001 })
    #expect(levels.prefix(5).allSatisfy { 40...65 ~= $0 } && levels.suffix(5).allSatisfy { 205...225 ~= $0 })
    #expect(abs(sound.count - 16_000) < 2_000 && sound.contains { $0 > 0.4 } && reader.warnings.isEmpty)
  }

  @Test("A folder that does not exist, and a frame of another size")
  func failures() throws {
    let folder = try WorkFolder()
    let missing = ClipPath("\(folder.path)/missing/clip.mp4")
    #expect(throws: ClipWriterError.cannotOpen(missing, errno: ENOENT)) { try Self.writer(missing) }
    let path = ClipPath("\(folder.path)/clip.mp4")
    let writer = try Self.writer(path)
    #expect(throws: ClipWriterError.cannotWrite(path)) { try writer.append([1, 2, 3]) }
  }
}
