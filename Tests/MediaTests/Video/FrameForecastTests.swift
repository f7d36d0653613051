import System
import TestSupport
import Testing

@testable import Media

struct FrameForecastTests {
  /// Ten seconds a codec can describe in several ways: with references among the frames between key frames, without,
  /// in containers with and without decoding times.
  static let films: [(name: String, arguments: String, skips: Bool)] = [
    ("pyramid.mp4", "-c:v libx264 -bf 3 -g 60", true),
    ("pyramid.mkv", "-c:v libx264 -bf 3 -g 60", true),
    ("pyramid.ts", "-c:v libx264 -bf 3 -g 60", true),
    ("many.mp4", "-c:v libx264 -bf 8 -b_strategy 0 -g 250", true),
    ("open.mp4", "-c:v libx264 -bf 3 -x264-params open-gop=1:keyint=30", true),
    ("plain.mp4", "-c:v libx264 -bf 0", false),
    ("fields.mp4", "-c:v libx264 -bf 2 -flags +ildct+ilme", true),
    ("high.mp4", "-c:v libx265 -bf 4 -x265-params log-level=error", true),
    ("second.mpg", "-c:v mpeg2video -bf 2", false),
    ("fourth.mp4", "-c:v mpeg4 -bf 2", true),
    ("fourth.avi", "-c:v mpeg4 -bf 2", false),
    ("web.webm", "-c:v libvpx -deadline realtime", false),
    ("flash.flv", "-c:v libx264 -bf 3", true),
  ]

  private static func film(_ name: String, _ arguments: String, in scratch: borrowing WorkFolder) throws -> ClipPath {
    try scratch.ffmpeg(
      "-f lavfi -i testsrc2=size=96x64:rate=30:duration=6 -pix_fmt yuv420p -threads 1 \(arguments)",
      to: name
    )
  }

  private static func isPicked(_ time: Double, after last: Double?, interval: Double) -> Bool {
    last.map { time - $0 >= interval - 0.000_5 } ?? true
  }

  @Test("Frames left out change neither the delivered frames nor their numbers", arguments: films)
  func deliversTheSame(name: String, arguments: String, skips: Bool) throws {
    let scratch = try WorkFolder()
    let path = try Self.film(name, arguments, in: scratch)
    for (start, duration, interval) in [(0.0, nil, 0.1), (0, nil, 0.25), (2.5, 2, 0.1)] as [(Double, Double?, Double)] {
      func options(_ interval: Double) -> ReadingOptions {
        ReadingOptions(
          startSeconds: start,
          durationSeconds: duration,
          video: VideoOptions(minimumIntervalSeconds: interval)
        )
      }
      let every = try contents(path, options(0))
      var expected: [VideoFrame] = []
      for frame in every.frames
      where Self.isPicked(frame.seconds, after: expected.last?.seconds, interval: interval) {
        expected.append(frame)
      }
      let some = try contents(path, options(interval))
      #expect(some.frames.map(\.seconds) == expected.map(\.seconds))
      #expect(some.frames.map(\.number) == expected.map(\.number))
      #expect(some.frames.map(\.rgb) == expected.map(\.rgb))
      #expect(some.duration == every.duration && some.warnings == every.warnings)
    }
  }

  @Test("Frames that nobody looks at are not decoded where the codec allows it", arguments: films)
  func decodesLess(name: String, arguments: String, skips: Bool) throws {
    let scratch = try WorkFolder()
    let options = ReadingOptions(video: VideoOptions(minimumIntervalSeconds: 0.1))
    let supervision = ReadingSupervision(timeLimit: nil, isInterrupted: { false }, announceDuration: { _ in })
    let source = try ContainerSource(
      input: ClipInput(path: Self.film(name, arguments, in: scratch), supervision: supervision),
      fileExtension: "",
      options: options,
      supervision: supervision
    )
    while try source.next() != nil {}
    #expect((source.decodedFrameCount < 160) == skips, "\(source.decodedFrameCount) of 180")
  }

  /// The times of frames in order of decoding: each has its decoding time.
  private func forecast(_ packets: [(time: Double, decoding: Double)]) -> [Double: Bool] {
    let options = ReadingOptions(video: VideoOptions(minimumIntervalSeconds: 0.1))
    let forecast = FrameForecast(gate: FrameGate(options: options, frameRate: 30))
    var wanted: [Double: Bool] = [:]
    for (index, packet) in packets.enumerated() {
      wanted[packet.time] = forecast.isWanted(seconds: packet.time, duration: 0.04, knownUntil: packet.decoding)
      if index == 0 { _ = forecast.skippedFrames(before: packet.time) }
    }
    return wanted
  }

  @Test func foreseesWhatTheGateDelivers() {
    // Every frame lasts 0.04 s; the third after a delivered one is delivered.
    let order = [0, 4, 2, 1, 3, 8, 6, 5, 7]
    let wanted = forecast(order.enumerated().map { (0.04 * Double($1), 0.04 * Double($0 - 2)) })
    for frame in [1, 2, 4, 5] { #expect(wanted[0.04 * Double(frame)] == (frame == 4), "\(frame)") }
    #expect(wanted[0.04 * 3] == true && wanted[0.04 * 6] == true)
  }

  @Test func decodesEverythingWhereTimesRepeatOrAreMissing() {
    let repeated = forecast([(0, 0), (0.04, 0.04), (0.04, 0.04), (0.08, 0.08)])
    #expect(repeated[0.08] == true)
    let missing = forecast([(0, 0), (.nan, .nan), (0.04, 0.04)])
    #expect(missing[0.04] == true)
  }

  @Test func reportsTheFramesLeftOutInOrderOfTime() {
    let options = ReadingOptions(video: VideoOptions(minimumIntervalSeconds: 0.1))
    let forecast = FrameForecast(gate: FrameGate(options: options, frameRate: 25))
    #expect(forecast.isWanted(seconds: 0, duration: 0.04, knownUntil: 0))
    #expect(forecast.skippedFrames(before: 0).isEmpty)
    for time in [0.04, 0.08] { #expect(!forecast.isWanted(seconds: time, duration: 0.04, knownUntil: time)) }
    #expect(forecast.isWanted(seconds: 0.12, duration: 0.04, knownUntil: 0.12))
    #expect(forecast.skippedFrames(before: 0.12).map(\.seconds) == [0.04, 0.08])
    #expect(!forecast.isWanted(seconds: 0.16, duration: 0.04, knownUntil: 0.16))
    #expect(forecast.skippedFrames(before: .infinity).map(\.seconds) == [0.16])
  }
}
