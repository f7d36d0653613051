import Foundation
import System
import TestSupport
import Testing

@testable import Media

struct ReadingSupervisionTests {
  @Test func timeLimitGrowsWithTheDurationUnlessFixed() {
    #expect(TimeLimit().seconds(clipSeconds: 0) == 60 && TimeLimit().seconds(clipSeconds: 3.5) == 95)
    #expect(TimeLimit(fixedSeconds: 2).seconds(clipSeconds: 1_000) == 2)
    #expect(TimeLimit().seconds(clipSeconds: 1e12) == TimeLimit.maxSeconds)
  }

  @Test func deadlineGrowsWithTheDecodedDuration() {
    var announced: [Double] = []
    let supervision = ReadingSupervision(
      timeLimit: TimeLimit(),
      isInterrupted: { false },
      announceDuration: { announced.append($0) }
    )
    let first = supervision.deadline
    supervision.clipIsAnnounced(seconds: 3)
    #expect(supervision.deadline - first == 30_000_000_000)
    for seconds in [2.9, 3, 3.1, 9, 10, 10.5, 12] { _ = supervision.clipIsDecoded(toSeconds: seconds) }
    #expect(announced == [3, 10, 20] && supervision.deadline - first == 200_000_000_000)
  }

  @Test(
    "The duration of a clip of unknown length is announced while it is read",
    arguments: [("adts.aac", "-c:a aac"), ("bare.mp3", "-c:a libmp3lame -write_xing 0 -id3v2_version 0")]
  )
  func unknownLength(name: String, codec: String) throws {
    let scratch = try WorkFolder()
    let path = try scratch.ffmpeg("-stream_loop 7 -i \(fixture("speech.wav")) -t 25 \(codec)", to: name)
    for start in [0.0, 24] {
      var announced: [Double] = []
      let options = ReadingOptions(startSeconds: start, timeLimit: TimeLimit())
      let reader = try ClipReader(path: path, options: options, announceDuration: { announced.append($0) })
      #expect(reader.info.durationSeconds == nil && announced.isEmpty)
      while try reader.next() != nil {}
      #expect(announced == [10, 20, 30])
    }
  }

  @Test func readingCanBeInterrupted() throws {
    for name in ["speech.wav", "speech.mp4"] {
      var isRequested = false
      let reader = try ClipReader(path: fixture(name), isInterrupted: { isRequested })
      #expect(try reader.next() != nil)
      isRequested = true
      #expect(throws: MediaError.interrupted) {
        while try reader.next() != nil {}
      }
    }
  }

  @Test func videoGivesTheDuration() throws {
    let scratch = try WorkFolder()
    let path = try scratch.ffmpeg("-f lavfi -i color=size=16x16:rate=2:duration=25 -f mjpeg", to: "bare.mjpeg")
    var announced: [Double] = []
    let reader = try ClipReader(path: path, options: everything, announceDuration: { announced.append($0) })
    #expect(reader.info.durationSeconds == nil)
    var count = 0
    while try reader.next() != nil { count += 1 }
    #expect(count == 50 && announced.last == (reader.measuredDurationSeconds / 10).rounded(.up) * 10)
  }

  @Test("Reading a pipe can be interrupted, with and without a writer", arguments: [false, true])
  func pipe(hasWriter: Bool) throws {
    let scratch = try WorkFolder()
    let path = scratch.clip("silent.wav")
    #expect(mkfifo(path.description, 0o600) == 0)
    let keeper = open(path.description, O_RDWR | O_NONBLOCK | O_CLOEXEC)
    defer { close(keeper) }
    // The writer outlives the test a little, so it needs its own descriptor.
    let pipe = dup(keeper)
    let writer = Thread {
      let bytes = [UInt8](repeating: 7, count: 1_000)
      for _ in 0..<(hasWriter ? 2_000 : 0) {
        _ = write(pipe, bytes, bytes.count)
        usleep(1_000)
      }
      close(pipe)
    }
    writer.start()
    let start = ContinuousClock.now
    #expect(throws: MediaError.interrupted) {
      try ClipReader(path: path, isInterrupted: { .now - start > .milliseconds(100) })
    }
    #expect(.now - start < .seconds(3))
  }
}
