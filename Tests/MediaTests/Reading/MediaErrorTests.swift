import Foundation
import System
import TestSupport
import Testing

@testable import Media

struct MediaErrorTests {
  @Test func reportsMissingAndUnreadableFiles() throws {
    let scratch = try WorkFolder()
    #expect(failure(scratch.clip("none.wav")) == .notFound)
    #expect(failure(ClipPath("\(fixture("speech.wav"))/below")) == .notFound)
    #expect(failure(ClipPath("")) == .notFound)
    #expect(failure(ClipPath(bytes: Array(fixture("speech.wav").bytes) + [0, 1])) == .notFound)
    #expect(failure(ClipPath(scratch.path)) == .unreadable(.directory))
    #expect(failure(ClipPath("/dev/zero")) == .unreadable(.device))
    try FileManager.default.createSymbolicLink(
      atPath: "\(scratch.path)/loop.wav",
      withDestinationPath: "\(scratch.path)/loop.wav"
    )
    #expect(failure(scratch.clip("loop.wav")) == .unreadable(.system(ELOOP)))
    if geteuid() != 0 {
      let path = try scratch.write([1, 2, 3], as: "closed.wav")
      chmod(path.description, 0)
      #expect(failure(path) == .unreadable(.system(EACCES)))
    }
  }

  @Test(
    "Files that are not media are rejected",
    arguments: [
      ("empty.wav", "", MediaError.corrupt(.empty)),
      ("notes.txt", "Dear diary,\ntoday it rained.\n", .unsupported(.unknownFormat)),
      ("notes", "Dear diary,\ntoday it rained.\n", .unsupported(.unknownFormat)),
      ("film.mp4", "Dear diary,\ntoday it rained.\n", .corrupt(.notMedia)),
      ("sound.wav", "Dear diary,\ntoday it rained.\n", .corrupt(.notMedia)),
      ("sound.mp3", "Dear diary,\ntoday it rained.\n", .corrupt(.notMedia)),
      ("sound.ogg", "Dear diary,\ntoday it rained.\n", .corrupt(.notMedia)),
      ("photo.png", "Dear diary,\ntoday it rained.\n", .corrupt(.notMedia)),
      ("photo.jpg", "Dear diary,\ntoday it rained.\n", .corrupt(.notMedia)),
      ("film.mkv", "Dear diary,\ntoday it rained.\n", .corrupt(.notMedia)),
      ("film.ts", "Dear diary,\ntoday it rained.\n", .corrupt(.notMedia)),
      ("sound.aac", "Dear diary,\ntoday it rained.\n", .corrupt(.notMedia)),
      ("words.srt", "1\n00:00:00,000 --> 00:00:01,000\nHello\n\n", .unsupported(.refusedFormat)),
      ("words.ass", "[Script Info]\nScriptType: v4.00+\n", .unsupported(.refusedFormat)),
      (
        "session.sdp", "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 5004 RTP/AVP 0\n",
        .unsupported(.refusedFormat)
      ),
      ("sound.sw", "Dear diary,\ntoday it rained.\n", .unsupported(.refusedFormat)),
    ]
  )
  func noMedia(name: String, text: String, expected: MediaError) throws {
    let scratch = try WorkFolder()
    #expect(failure(try scratch.write(text.utf8, as: name)) == expected)
  }

  @Test("Animated WebP is intact but not supported, whatever its name; a WebP without an image is damaged")
  func webP() throws {
    let scratch = try WorkFolder()
    for name in ["moving.webp", "moving", "moving.png"] {
      #expect(failure(try scratch.write(WebPFile.animation, as: name)) == .unsupported(.animatedWebP), "\(name)")
    }
    #expect(failure(try scratch.write(WebPFile.empty, as: "empty.webp")) == .corrupt(.damaged))
    let message = MediaError.unsupported(.animatedWebP).description
    #expect(message == "animated WebP cannot be decoded; convert it to GIF or MP4 first")
  }

  @Test(
    "Playlists are rejected",
    arguments: ["list.m3u8", "list.ffconcat", "list.mpd", "list.mp4"]
  )
  func playlists(name: String) throws {
    let scratch = try WorkFolder()
    let target = fixture("speech.wav").description
    let texts = [
      "list.m3u8": "#EXTM3U\n#EXT-X-TARGETDURATION:3\n#EXTINF:3,\n\(target)\n#EXT-X-ENDLIST\n",
      "list.ffconcat": "ffconcat version 1.0\nfile '\(target)'\n",
      "list.mp4": "ffconcat version 1.0\nfile '\(target)'\n",
      "list.mpd": """
      <?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" profiles="urn:mpeg:dash:profile:isoff-live:2011">
      </MPD>
      """,
    ]
    let path = try scratch.write(try #require(texts[name]).utf8, as: name)
    #expect(failure(path) == .unsupported(.refusedFormat))
  }

  @Test func doesNotFollowReferencesToOtherFiles() throws {
    // A QuickTime reference movie keeps the samples elsewhere.
    let scratch = try WorkFolder()
    var bytes = try fixtureData("silent-picture.mp4")
    let url = try #require(bytes.range(of: Data("url ".utf8)))
    // Clear the flag for "the samples are in this file".
    bytes[url.upperBound + 3] = 0
    let clip = try contents(try scratch.write(bytes, as: "film.mp4"), everything)
    #expect(clip.info.video != nil)
  }

  @Test func rejectsFilesWithoutSoundOrVideo() throws {
    let scratch = try WorkFolder()
    let words = try scratch.write("1\n00:00:00,000 --> 00:00:01,000\nHello\n\n".utf8, as: "words.srt")
    let subtitles = try scratch.ffmpeg("-i \(words) -c:s srt", to: "words.mkv")
    #expect(failure(subtitles) == .noStreams)
    let cover = try scratch.ffmpeg(
      "-i \(fixture("cover.mp3")) -map 0:v -c copy -f mp4 -disposition:v attached_pic",
      to: "cover.m4a"
    )
    #expect(failure(cover) == .noStreams)
  }

  @Test func movieCutBeforeItsIndexIsCorrupt() throws {
    let scratch = try WorkFolder()
    let bytes = try fixtureData("speech.mp4")
    #expect(failure(try scratch.write(bytes.prefix(bytes.count * 2 / 3), as: "cut.mp4")) == .corrupt(.damaged))
  }

  @Test(
    "A truncated file is read up to its end",
    arguments: [
      ("wav", "-c:a pcm_s16le"), ("flac", "-c:a flac"), ("mp3", "-c:a libmp3lame"),
      ("mka", "-c:a flac"), ("mp4", "-c:a aac -movflags faststart"), ("aiff", ""),
      ("m4a", "-c:a alac -movflags faststart"),
    ]
  )
  func cutOff(container: String, codec: String) throws {
    let scratch = try WorkFolder()
    let whole = try scratch.ffmpeg("-i \(fixture("speech.wav")) \(codec)", to: "whole.\(container)")
    let bytes = try Data(contentsOf: URL(fileURLWithPath: whole.description))
    let clip = try contents(try scratch.write(bytes.prefix(bytes.count / 2), as: "cut.\(container)"))
    #expect(
      clip.warnings.contains(.cutOff),
      "\(clip.warnings) \(clip.duration) of \(String(describing: clip.info.durationSeconds))"
    )
    #expect(clip.duration > 1 && clip.duration < 2.2)
    #expect(try contents(whole).warnings.isEmpty)
  }

  @Test func headerWithoutDataGivesNoSamples() throws {
    let scratch = try WorkFolder()
    let clip = try contents(try scratch.write(floatWave(rate: 16_000, channels: [[]]), as: "none.wav"))
    #expect(clip.samples.isEmpty && clip.duration == 0)
    #expect(clip.warnings == [.emptySoundStream])
  }

  @Test func skipsDamageInTheMiddle() throws {
    let scratch = try WorkFolder()
    for (name, first, last) in [("speech.mp4", 14_000, 15_000), ("cover.mp3", 2_500, 2_900)] {
      var bytes = try fixtureData(name)
      var state: UInt32 = 1
      for index in first..<last {
        state = state &* 1_664_525 &+ 1_013_904_223
        bytes[index] = UInt8(state >> 24)
      }
      let clip = try contents(try scratch.write(bytes, as: name), everything)
      #expect(clip.warnings.contains(.damaged), "\(name)")
      #expect(clip.duration > 0.7)
    }
  }

  @Test func fullyDamagedStreamIsCorrupt() throws {
    let scratch = try WorkFolder()
    let path = try scratch.ffmpeg("-i \(fixture("speech.mp4")) -map 0:a -c copy", to: "sound.mp4")
    var bytes = try Data(contentsOf: URL(fileURLWithPath: path.description))
    let data = try #require(bytes.range(of: Data("mdat".utf8)))
    let end = try #require(bytes.range(of: Data("moov".utf8))).lowerBound - 4
    for index in data.upperBound..<end { bytes[index] = 0xFF }
    #expect(failure(try scratch.write(bytes, as: "noise.mp4")) == .corrupt(.damaged))
  }

  @Test func rejectsGiantImagesBeforeDecoding() throws {
    let scratch = try WorkFolder()
    let giant = MediaError.tooLarge(.image(megapixelLimit: 100))
    let sides: [[UInt8]] = [[0, 0, 0x40, 0, 0, 0, 0x40, 0], [0x7F, 0xFF, 0xFF, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF]]
    for size in sides { #expect(failure(try scratch.write(frame(size: size), as: "giant.png")) == giant) }
    let video = try scratch.ffmpeg(
      "-f lavfi -i color=size=64x64:rate=1:duration=1 -c:v rawvideo -pix_fmt gray",
      to: "film.avi"
    )
    var header = try Data(contentsOf: URL(fileURLWithPath: video.description))
    let format = try #require(header.range(of: Data("strf".utf8))).upperBound + 4
    header.replaceSubrange((format + 4)..<(format + 12), with: [0, 0x40, 0, 0, 0, 0x40, 0, 0])
    #expect(failure(try scratch.write(header, as: "giant.avi")) == giant)
  }

  @Test func imagesOfZeroSizeAreDamaged() throws {
    let scratch = try WorkFolder()
    #expect(failure(try scratch.write(frame(size: [0, 0, 0, 0, 0, 0, 0, 0]), as: "none.png")) == .corrupt(.damaged))
  }

  /// Returns the committed frame with another width and height in its header, four bytes each.
  private func frame(size: [UInt8]) throws -> Data {
    var bytes = try fixtureData("frame.png")
    bytes.replaceSubrange(16..<24, with: size)
    // The header's checksum follows its 13 bytes of data.
    let checksum = crc32(bytes[12..<29])
    bytes.replaceSubrange(29..<33, with: (0..<4).map { UInt8(truncatingIfNeeded: checksum >> (24 - 8 * $0)) })
    return bytes
  }

  private func crc32(_ bytes: Data) -> UInt32 {
    ~bytes.reduce(UInt32.max) { sum, byte in
      (0..<8).reduce(sum ^ UInt32(byte)) { value, _ in value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
    }
  }

  @Test func enforcesTheTimeLimit() throws {
    let past = ReadingOptions(video: VideoOptions(), timeLimit: TimeLimit(fixedSeconds: -1))
    #expect(failure(fixture("speech.mp4"), past) == .timeout)
    #expect(failure(fixture("speech.wav"), past) == .timeout)
    for name in ["speech.wav", "speech.mp4"] {
      let short = ReadingOptions(video: VideoOptions(), timeLimit: TimeLimit(fixedSeconds: 0.5))
      let reader = try ClipReader(path: fixture(name), options: short)
      usleep(600_000)
      #expect(throws: MediaError.timeout) {
        while try reader.next() != nil {}
      }
    }
    let later = ReadingOptions(video: VideoOptions(), timeLimit: TimeLimit(fixedSeconds: 600))
    #expect(failure(fixture("speech.mp4"), later) == nil)
  }

  @Test func reportsHEICAsUnsupported() throws {
    let scratch = try WorkFolder()
    let bytes = [0, 0, 0, 24] + Array("ftypheic".utf8) + [0, 0, 0, 0] + Array("mif1heic".utf8)
    #expect(failure(try scratch.write(bytes, as: "photo.heic")) == .unsupported(.codec("")))
  }

  @Test("Implausible sample rates are rejected", arguments: [1, 900, 4_000_000, 0x7FFF_FFFF])
  func oddRates(rate: Int) throws {
    let scratch = try WorkFolder()
    let path = try scratch.write(floatWave(rate: rate, channels: [[0, 0, 0]]), as: "odd.wav")
    #expect(failure(path) == .corrupt(.damaged))
  }

  @Test("Times out of range are clamped", arguments: [-1, .infinity, -.infinity, .nan, 1e300])
  func oddTimes(seconds: Double) throws {
    for name in ["speech.wav", "speech.mp4", "cover.mp3"] {
      let options = ReadingOptions(startSeconds: seconds, durationSeconds: seconds, video: VideoOptions())
      #expect(try contents(fixture(name), options).duration >= 0)
    }
  }

  @Test func describesErrorsInPlainWords() {
    #expect("\(MediaError.unsupported(.channel(wanted: 3, available: 2)))" == "there is no channel 3, only 2 channels")
    #expect("\(MediaError.unreadable(.system(EACCES)))" == "cannot be read: permission denied")
    #expect("\(MediaError.corrupt(.empty))" == "the file is empty")
  }
}
