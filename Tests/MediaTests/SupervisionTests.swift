import Foundation
import TestSupport
import Testing

@testable import Media

struct SupervisionTests {
  @Test func aClipMayTakeAMinuteAndTenTimesItsLengthOrWhatTheUserAllows() {
    #expect(TimeLimit().seconds(clipSeconds: 0) == 60 && TimeLimit().seconds(clipSeconds: 3.5) == 95)
    #expect(TimeLimit(fixedSeconds: 2).seconds(clipSeconds: 1_000) == 2)
    #expect(TimeLimit().seconds(clipSeconds: 1e12) == TimeLimit.longestSeconds)
  }

  @Test func theDeadlineGrowsWithWhatIsDecoded() {
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
    "a clip that does not say how long it is announces itself while it is read",
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

  @Test func whatIsReadCanBeInterrupted() throws {
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

  @Test func theWaitForAPipeCanBeInterrupted() throws {
    let scratch = try WorkFolder()
    let path = scratch.clip("silent.wav")
    #expect(mkfifo(path.description, 0o600) == 0)
    let start = ContinuousClock.now
    #expect(throws: MediaError.interrupted) {
      try ClipReader(path: path, isInterrupted: { .now - start > .milliseconds(100) })
    }
    #expect(.now - start < .seconds(3))
  }
}
