import Foundation
import System
import TestSupport
import Testing

@testable import Media

struct MediaKindTests {
  @Test(
    "Fixtures are recognized by their first bytes",
    arguments: [
      "cover.mp3", "frame.png", "late-sound.mkv", "oriented.jpg", "rotated.mp4", "speech.flac", "speech.mp4",
      "speech.opus", "speech.wav",
    ]
  )
  func fixtures(name: String) throws {
    #expect(MediaKind.looksLikeMedia(firstBytes: try fixtureData(name).prefix(MediaKind.magicByteCount)))
    #expect(MediaKind.isMedia(fixture(name)))
  }

  @Test(
    "Other containers are recognized by their first bytes",
    arguments: [
      ("ts", "-c:a aac"), ("mpg", "-c:a mp2"), ("flv", "-c:a aac"), ("avi", "-c:a pcm_s16le"), ("wma", "-c:a wmav2"),
      ("aiff", ""), ("au", ""), ("caf", "-c:a pcm_s16le"), ("w64", ""), ("aac", ""), ("mp2", ""), ("ac3", ""),
      ("mov", ""),
      ("m2ts", "-c:a ac3"), ("mka", ""), ("webm", ""), ("ogg", ""), ("wv", ""),
    ]
  )
  func containers(name: String, codec: String) throws {
    let scratch = try WorkFolder()
    let path = try scratch.ffmpeg(
      "-i \(fixture("tone.wav")) -ar 44100 \(name == "webm" ? "-ar 48000" : "") \(codec)",
      to: "clip.\(name)"
    )
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path.description))
    #expect(MediaKind.looksLikeMedia(firstBytes: bytes.prefix(MediaKind.magicByteCount)))
    let clip = try contents(path)
    #expect(clip.samples.count > 15_500 && clip.samples.count < 17_500 && clip.warnings.isEmpty, "\(clip.warnings)")
  }

  @Test(
    "Text files are not media",
    arguments: [
      "Go 1 step ahead, then two", "BMW builds cars and bicycles", "ID3 is a decision tree", "RIFFs and other things",
      "II. The second chapter", "MAC addresses of the house", "FORM A38, please", "G1 17 and other numbers", "short",
      "",
    ]
  )
  func texts(_ text: String) {
    #expect(!MediaKind.looksLikeMedia(firstBytes: Array(text.utf8).prefix(16)))
  }

  @Test func inspectsOnlyRegularFiles() throws {
    let scratch = try WorkFolder()
    let fifo = scratch.clip("pipe.wav")
    #expect(mkfifo(fifo.description, 0o600) == 0)
    #expect(!MediaKind.isMedia(fifo))
    #expect(!MediaKind.isMedia(ClipPath(scratch.path)))
    #expect(!MediaKind.isMedia(ClipPath("/dev/zero")))
    // A missing file is judged by its name; opening it reports the error.
    #expect(MediaKind.isMedia(scratch.clip("none.wav")))
    #expect(!MediaKind.isMedia(scratch.clip("none.txt")))
    #expect(!MediaKind.isMedia(try scratch.write("hello, world, how are you".utf8, as: "notes.txt")))
    #expect(MediaKind.isMedia(try scratch.write("broken".utf8, as: "film.MP4")))
    #expect(MediaKind.isMedia(try scratch.write(try fixtureData("frame.png"), as: "picture")))
  }

  @Test func recognizesFileExtensions() {
    #expect(MediaKind(fileExtension: "Mp4") == .video)
    #expect(MediaKind(fileExtension: "opus") == .sound)
    #expect(MediaKind(fileExtension: "jpeg") == .still)
    #expect(MediaKind(fileExtension: "txt") == nil)
  }
}
