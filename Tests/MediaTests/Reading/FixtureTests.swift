import Foundation
import Testing

@testable import Media

struct FixtureTests {
  @Test(
    "Sound has the same length and alignment in every container",
    arguments: ["speech.wav", "speech.flac", "speech.opus", "speech.mp4"]
  )
  func speech(name: String) throws {
    let clip = try contents(fixture(name))
    let wave = try contents(fixture("speech.wav"))
    #expect(clip.warnings.isEmpty)
    #expect(clip.soundStart == 0)
    #expect(abs(clip.duration - wave.duration) < 0.002 || name == "speech.mp4")
    #expect(abs(clip.duration - wave.duration) < 0.05)
    // Lossy codecs preserve the envelope, and so the alignment.
    let count = min(clip.samples.count, wave.samples.count)
    let best = (-40...40).max {
      correlation(clip.samples, wave.samples, lag: $0, count: count)
        < correlation(clip.samples, wave.samples, lag: $1, count: count)
    }
    let lag = try #require(best)
    #expect(abs(lag) <= 2)
    #expect(correlation(clip.samples, wave.samples, lag: lag, count: count) > 0.9)
  }

  private func correlation(_ a: [Float], _ b: [Float], lag: Int, count: Int) -> Double {
    var (ab, aa, bb) = (0.0, 0.0, 0.0)
    for index in 100..<(count - 100) {
      let (x, y) = (Double(a[index + lag]), Double(b[index]))
      ab += x * y
      aa += x * x
      bb += y * y
    }
    return ab / (aa * bb).squareRoot()
  }

  @Test func describesAWaveFile() throws {
    let reader = try ClipReader(path: fixture("speech.wav"))
    #expect(reader.info.container == "wav")
    #expect(reader.info.sound == ClipInfo.Sound(codec: "pcm_s16", channels: 1, sampleRate: 22_050))
    #expect(reader.info.video == nil && !reader.info.isStill)
    let size = try fixtureData("speech.wav").count
    #expect(reader.byteCount == Int64(size))
    #expect(reader.modified.timeIntervalSince1970.rounded() == reader.modified.timeIntervalSince1970)
  }

  @Test func describesAnMP4File() throws {
    let clip = try contents(fixture("speech.mp4"), everything)
    #expect(clip.info.container == "mov")
    #expect(clip.info.sound?.codec == "aac")
    #expect(clip.info.video == ClipInfo.Video(codec: "h264", width: 320, height: 240, frameRate: 25))
    #expect(clip.frames.count == 75)
    #expect(zip(clip.frames, 0..<75).allSatisfy { abs($0.seconds - Double($1) / 25) < 1e-6 })
    // AAC pads the last frame, so up to 46 ms of silence follow the sound.
    #expect(clip.duration >= 3.287 && clip.duration < 3.287 + 0.046)
    #expect(clip.warnings.isEmpty)
  }

  @Test("Only the requested streams are delivered")
  func wanted() throws {
    let sound = try contents(fixture("speech.mp4"))
    #expect(sound.frames.isEmpty && !sound.samples.isEmpty && sound.info.video != nil)
    let frames = try contents(
      fixture("speech.mp4"),
      ReadingOptions(wantsSound: false, video: VideoOptions())
    )
    #expect(frames.samples.isEmpty && frames.frames.count == 75 && abs(frames.duration - 3) < 1e-6)
    let none = try contents(fixture("silent-picture.mp4"))
    #expect(none.info.sound == nil && none.samples.isEmpty && none.duration == 0)
  }

  @Test func readsStereoChannelsSeparately() throws {
    let each = try contents(fixture("speech-stereo.wav"), ReadingOptions(channel: .each))
    #expect(each.channels.count == 2)
    #expect(each.channels[0] != each.channels[1])
    for number in 1...2 {
      let one = try contents(fixture("speech-stereo.wav"), ReadingOptions(channel: .one(number)))
      #expect(one.samples == each.channels[number - 1])
    }
  }

  @Test func ignoresCoverArt() throws {
    let clip = try contents(fixture("cover.mp3"), everything)
    #expect(clip.info.video == nil && clip.frames.isEmpty)
    #expect(abs(clip.duration - 1) < 0.06)
    #expect(clip.warnings.isEmpty)
  }

  @Test func warnsAboutSeveralSoundStreams() throws {
    let clip = try contents(fixture("two-sound-streams.mkv"), everything)
    #expect(clip.warnings == [.severalSoundStreams])
    #expect(!clip.samples.isEmpty)
  }
}
