import Foundation
import Testing

@testable import Media

struct InputTests {
  @Test("a FIFO gives what the file gives", arguments: ["speech.wav", "speech.mp4", "speech.opus"])
  func fifo(name: String) throws {
    let scratch = try Scratch()
    let path = scratch.file(name)
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

  @Test func aFIFONobodyWritesToIsGivenUp() throws {
    let scratch = try Scratch()
    let path = scratch.file("silent.wav")
    #expect(mkfifo(path.description, 0o600) == 0)
    let start = ContinuousClock.now
    #expect(failure(path) == .unreadable(.noWriter))
    let waited = ContinuousClock.now - start
    #expect(waited > .seconds(4.9) && waited < .seconds(7))
    // The deadline may come first.
    #expect(failure(path, ReadingOptions(deadline: .now + .milliseconds(200))) == .timeout)
  }

  @Test func aWriterWhoLeavesLeavesNothing() throws {
    let scratch = try Scratch()
    let path = scratch.file("left.wav")
    #expect(mkfifo(path.description, 0o600) == 0)
    let writer = Thread { close(open(path.description, O_WRONLY)) }
    writer.start()
    #expect(failure(path) == .corrupt(.empty))
  }

  @Test func namesNeedNotBeUTF8() throws {
    let scratch = try Scratch()
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
    "the extension decides nothing about sound media",
    arguments: ["speech.mp4", "speech.opus", "frame.png", "cover.mp3"]
  )
  func misnamed(name: String) throws {
    let scratch = try Scratch()
    let data = try fixtureData(name)
    let right = try contents(fixture(name), everything)
    for wrong in ["clip", "clip.wav", "clip.txt", "clip.jpg", "clip.m3u8", "100%d.png"] {
      let clip = try contents(try scratch.write(data, as: wrong), everything)
      #expect(clip.samples == right.samples && clip.pictures.count == right.pictures.count, "\(wrong)")
    }
  }
}
