import Foundation
import TestSupport
import Testing

@testable import Media

struct SoundClockTests {
  @Test func lateSoundIsPrecededBySilence() throws {
    let clip = try contents(fixture("late-sound.mkv"), everything)
    #expect(clip.soundStart == 0)
    #expect(clip.samples.count == 24_000)
    #expect(clip.samples[..<7_900].allSatisfy { $0 == 0 })
    let tone = try contents(fixture("tone.wav")).samples
    // The file contains the tone in 16 bits, from another resampler.
    #expect(signalToNoise(clip.samples[8_100..<23_900], tone[100..<15_900]) > 50)
    #expect(clip.warnings.isEmpty)
  }

  @Test func clockDoesNotDependOnTheVideo() throws {
    let both = try contents(fixture("late-sound.mkv"), everything)
    #expect(try contents(fixture("late-sound.mkv")).samples == both.samples)
  }

  @Test func fillsGapsInTheTimeStamps() throws {
    let scratch = try WorkFolder()
    let path = try scratch.ffmpeg(
      "-i \(fixture("tone.wav")) -af asetpts='PTS+gte(T,0.5)*2/TB' -c:a pcm_s16le -ac 1",
      to: "gap.mka"
    )
    let clip = try contents(path)
    #expect(abs(clip.duration - 3) < 0.03)
    let middle = clip.samples[16_000..<32_000]
    // The high-pass fades out.
    #expect(middle.allSatisfy { abs($0) < 1e-3 })
    #expect(clip.samples[40_800...44_000].contains { abs($0) > 0.05 })
  }

  @Test(
    "Sound frames are placed by their time stamps",
    arguments: [
      // (time stamp, expected silence, expected skip) after one second of sound
      (1.0, 0, 0), (1.05, 0, 0), (0.95, 0, 0), (1.5, 500, 0), (0.5, 0, 500), (-1, 0, 0), (100, 0, 0),
    ]
  )
  func placement(seconds: Double, silence: Int64, skip: Int) {
    var clock = SoundClock(startsWithSound: false)
    #expect(clock.place(seconds: 0, samples: 1_000, rate: 1_000) == .init())
    #expect(clock.place(seconds: seconds, samples: 1_000, rate: 1_000) == .init(silence: silence, skip: skip))
    // After a jump the new timeline applies.
    let next = clock.place(seconds: seconds + 1, samples: 1_000, rate: 1_000)
    #expect(next == .init())
  }

  @Test func dropsSamplesBeforeTheStart() {
    var clock = SoundClock(startsWithSound: false)
    #expect(clock.place(seconds: -0.15, samples: 100, rate: 1_000) == .init(silence: 0, skip: 100))
    #expect(clock.place(seconds: -0.05, samples: 100, rate: 1_000) == .init(silence: 0, skip: 50))
    #expect(clock.positionSeconds == 0.05)
  }

  @Test func followsChangesOfTheSampleRate() {
    var clock = SoundClock(startsWithSound: true)
    #expect(clock.place(seconds: 3, samples: 500, rate: 1_000) == .init())
    #expect(clock.place(seconds: 3.5, samples: 500, rate: 2_000) == .init())
    #expect(clock.positionSeconds == 0.75)
  }

  static let parts: [(String, String)] = [
    ("wav", "-ar 44100 -c:a pcm_s16le"), ("flac", "-ar 22050"), ("opus", "-c:a libopus"), ("ogg", "-c:a libvorbis"),
    ("mp3", "-c:a libmp3lame"), ("m4a", "-c:a aac -ar 44100"), ("mka", "-c:a pcm_s16le -ar 44100"),
    ("mkv", "-c:a aac -ar 44100"), ("webm", "-c:a libopus"), ("aac", "-c:a aac -ar 44100"), ("avi", "-c:a pcm_s16le"),
    ("ts", "-c:a aac -ar 44100"),
  ]

  @Test("Samples of a part are a slice of the whole", arguments: parts)
  func slices(container: String, codec: String) throws {
    let scratch = try WorkFolder()
    let path = try scratch.ffmpeg(
      "-f lavfi -i aevalsrc=0.4*sin(2*PI*(200+60*t)*t)+0.05*random(0):s=48000:d=12 -ac 1 \(codec)",
      to: "long.\(container)"
    )
    let whole = try contents(path).samples
    for (start, duration) in [(0.5, 1.25), (5.333_3, 2), (9, nil), (20, 1)] as [(Double, Double?)] {
      let part = try contents(path, ReadingOptions(startSeconds: start, durationSeconds: duration))
      let first = min(whole.count, Int((start * 16_000).rounded()))
      let last = min(whole.count, duration.map { first + Int(($0 * 16_000).rounded()) } ?? whole.count)
      #expect(part.samples.count == last - first, "\(container) from \(start)")
      #expect(part.samples.isEmpty || part.soundStart == Double(first) / 16_000)
      #expect(abs(part.duration - Double(last - first) / 16_000) < 1.0 / 16_000)
      // Decoders with memory come close; the others give the same samples.
      let isExact = ["wav", "flac", "mka", "avi", "mp3", "aac"].contains(container) || start < 2
      if !part.samples.isEmpty {
        let agreement = signalToNoise(part.samples, whole[first..<last])
        #expect(agreement > (isExact ? 120 : 50), "\(container) from \(start): \(agreement) dB")
      }
    }
  }

  @Test("Frames of a part are a slice of the whole", arguments: ["mp4", "mkv", "ts", "avi"])
  func imageSlices(container: String) throws {
    let scratch = try WorkFolder()
    let path = try scratch.ffmpeg(
      """
      -f lavfi -i testsrc=size=64x48:rate=10:duration=10 -f lavfi -i sine=duration=10 -c:v mpeg4 -g 25 -bf \
      \(container == "avi" ? 0 : 2)
      """,
      to: "film.\(container)"
    )
    let whole = try contents(path, everything).frames
    #expect(whole.count == 100)
    let options = ReadingOptions(startSeconds: 6.05, durationSeconds: 1, video: VideoOptions())
    let part = try contents(path, options)
    let expected = whole.filter { $0.seconds >= 6.05 - 0.0005 && $0.seconds < 7.05 - 0.0005 }
    #expect(part.frames.map(\.seconds) == expected.map(\.seconds))
    #expect(part.frames.map(\.rgb) == expected.map(\.rgb))
    #expect(part.samples.count == 16_000)
    #expect(abs(part.duration - 1) < 1e-6)
  }
}
