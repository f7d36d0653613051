import Records
import Reporting
import TestSupport
import Testing

@Suite("Batch progress")
struct BatchProgressTests {
  static let tally: BatchTally = {
    var tally = BatchTally()
    for _ in 0..<1_100 { tally.add([SampleRecords.ok]) }
    tally.add([SampleRecords.full, SampleRecords.full])
    for _ in 0..<2 { tally.add([SampleRecords.failed]) }
    tally.add(ClipFailure(.timeout, ""))
    return tally
  }()

  @Test("A clip counts once, however many channels it has, and as failed if one of them failed")
  func counting() {
    #expect(Self.tally.okCount == 1_101 && Self.tally.failedCount == 3 && Self.tally.count == 1_104)
    #expect(abs(Self.tally.mediaSeconds - 1_101 * 3.3030001) < 1e-6)
    var mixed = BatchTally()
    mixed.add([SampleRecords.ok, SampleRecords.failed])
    #expect(mixed.okCount == 0 && mixed.failures == [.noStreams: 1] && mixed.mediaSeconds > 3)
  }

  @Test("The line shows clips done, rate and time left")
  func line() {
    let line = BatchProgress(Self.tally, seconds: 200, total: 2_208).line
    #expect(line == "1104 of 2208 clips, 3 failed, 1.0 h of media, 5.5 clips/s, 3 min 20 s left")
    #expect(BatchProgress(BatchTally(), seconds: 0).line == "0 clips, 0 failed, 0 s of media")
  }

  @Test(
    "A rate below one clip a second is the time of a clip",
    arguments: [
      (552.0, "2.0 clips/s"), (1_104, "1.0 clips/s"), (1_656, "1.5 s/clip"), (110_400, "1 min 40 s per clip"),
    ]
  )
  func rate(seconds: Double, text: String) {
    #expect(BatchProgress(Self.tally, seconds: seconds).line.hasSuffix(text))
  }

  @Test("The line about one clip shows seconds done, the rate and the time left")
  func clip() {
    func line(_ done: Double, of total: Double?, in seconds: Double) -> String {
      ClipProgress(doneSeconds: done, totalSeconds: total, seconds: seconds).line
    }
    #expect(line(60, of: 600, in: 6) == "1 min 0 s of 10 min 0 s, 10 × real time, 54 s left")
    #expect(line(10, of: 30, in: 8) == "10 s of 30 s, 1.2 × real time, 16 s left")
    #expect(line(10, of: nil, in: 8) == "10 s, 1.2 × real time")
    #expect(line(40, of: 30, in: 8) == "40 s, 5.0 × real time")
    #expect(line(0, of: 30, in: 8) == "0 s, 0.0 × real time")
  }

  @Test("The summary lists the kinds of failures, the most frequent first")
  func summary() {
    #expect(
      BatchProgress(Self.tally, seconds: 7_500).summary(recordedCount: 20)
        == "1101 clips ok, 3 failed (2 no_streams, 1 timeout), 20 already recorded; 1.0 h of media in 2 h 5 min, 6.8 s/clip"
    )
  }
}
