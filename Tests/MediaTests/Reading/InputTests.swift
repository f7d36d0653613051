import Foundation
import System
import TestSupport
import Testing

@testable import Media

struct InputTests {
  @Test("A FIFO gives the same samples as the file", arguments: ["speech.wav", "speech.mp4", "speech.opus"])
  func fifo(name: String) throws {
    let scratch = try WorkFolder()
    let path = scratch.clip(name)
    #expect(mkfifo(path.description, 0o600) == 0)
    let data = try fixtureData(name)
    let writer = Thread {
      let descriptor = open(path.description, O_WRONLY)
      for start in stride(from: 0, to: data.count, by: 4_000) {
        Array(data[start..<min(data.count, start + 4_000)]).withUnsafeBytes {
          _ = write(descriptor, $0.baseAddress, $0.count)
        }
      }
      close(descriptor)
    }
    writer.start()
    let piped = try ClipReader(path: path, options: everything)
    #expect(piped.byteCount == Int64(data.count))
    var samples: [Float] = []
    while let event = try piped.next() {
      if case .sound(let block) = event { samples += block.samples }
    }
    #expect(samples == (try contents(fixture(name), everything)).samples)
  }

  @Test func givesUpOnAFIFOWithoutAWriter() throws {
    let scratch = try WorkFolder()
    let path = scratch.clip("silent.wav")
    #expect(mkfifo(path.description, 0o600) == 0)
    let start = ContinuousClock.now
    #expect(failure(path) == .unreadable(.noWriter))
    let waited = ContinuousClock.now - start
    #expect(waited > .seconds(4.9) && waited < .seconds(7))
    // The time limit may pass first.
    #expect(failure(path, ReadingOptions(timeLimit: TimeLimit(fixedSeconds: 0.2))) == .timeout)
  }

  @Test func fifoClosedWithoutDataIsCorrupt() throws {
    let scratch = try WorkFolder()
    let path = scratch.clip("left.wav")
    #expect(mkfifo(path.description, 0o600) == 0)
    let writer = Thread { close(open(path.description, O_WRONLY)) }
    writer.start()
    #expect(failure(path) == .corrupt(.empty))
  }

  @Test func opensNamesThatAreNotUTF8() throws {
    let scratch = try WorkFolder()
    let path = ClipPath(bytes: Array(scratch.path.utf8) + [0x2F, 0xFF, 0xFE, 0x61] + Array(".wav".utf8))
    let data = Array(try fixtureData("speech.wav"))
    path.withCString { name in
      let descriptor = open(name, O_WRONLY | O_CREAT, 0o600)
      data.withUnsafeBytes { _ = write(descriptor, $0.baseAddress, $0.count) }
      close(descriptor)
    }
    #expect(try contents(path).samples == (try contents(fixture("speech.wav")).samples))
    #expect(MediaKind.isMedia(path))
  }

  @Test(
    "A wrong extension does not matter",
    arguments: ["speech.mp4", "speech.opus", "frame.png", "cover.mp3"]
  )
  func misnamed(name: String) throws {
    let scratch = try WorkFolder()
    let data = try fixtureData(name)
    let right = try contents(fixture(name), everything)
    for wrong in ["clip", "clip.wav", "clip.txt", "clip.jpg", "clip.m3u8", "100%d.png"] {
      let clip = try contents(try scratch.write(data, as: wrong), everything)
      #expect(clip.samples == right.samples && clip.frames.count == right.frames.count, "\(wrong)")
    }
  }

  @Test func readsAPipeByItsDescriptor() throws {
    let pipe = Pipe()
    let data = try fixtureData("cover.mp3")
    pipe.fileHandleForWriting.write(data)
    try pipe.fileHandleForWriting.close()
    let clip = try contents(ClipPath("/dev/fd/\(pipe.fileHandleForReading.fileDescriptor)"))
    #expect(clip.samples == (try contents(fixture("cover.mp3"))).samples)
  }

  @Test("Placeholder lengths from programs that write to a pipe are ignored", arguments: [0, 0xFFFF_FFFF, 0x7FFF_FFFF])
  func openLength(size: Int) throws {
    let scratch = try WorkFolder()
    let tone = sine(440, rate: 16_000, seconds: 1)
    var bytes = floatWave(rate: 16_000, channels: [tone])
    let stated = try contents(try scratch.write(bytes, as: "stated.wav"))
    for offset in [4, 40] {
      bytes.replaceSubrange(offset..<(offset + 4), with: (0..<4).map { UInt8(truncatingIfNeeded: size >> (8 * $0)) })
    }
    let clip = try contents(try scratch.write(bytes, as: "open.wav"))
    #expect(clip.samples.count == tone.count && clip.samples == stated.samples && clip.warnings.isEmpty)
  }

  @Test func readsVideoInOgg() throws {
    let scratch = try WorkFolder()
    let path = try scratch.ffmpeg("-i \(fixture("speech.mp4")) -c:v libtheora -c:a libvorbis", to: "film.ogg")
    let clip = try contents(path, everything)
    #expect(clip.frames.count == 75 && clip.warnings.isEmpty)
    #expect(abs(Double(clip.samples.count) / 16_000 - 3.287) < 0.05)
    #expect(try contents(path).samples == clip.samples)
  }

  @Test("A stream without packets is empty or ignored", arguments: ["mkv", "mp4"])
  func emptyStream(container: String) throws {
    let scratch = try WorkFolder()
    let path = try scratch.ffmpeg(
      "-i \(fixture("speech.mp4")) -i \(fixture("tone.wav")) -map 0:v -map 1:a -c:v copy -c:a aac -frames:a 0",
      to: "film.\(container)"
    )
    let clip = try contents(path, everything)
    #expect(clip.samples.isEmpty && clip.frames.count == 75)
    #expect(clip.warnings == [.emptySoundStream] || clip.info.sound == nil, "\(clip.warnings) \(clip.info)")
  }
}
