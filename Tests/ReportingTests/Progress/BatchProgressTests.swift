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
    #expect(BatchProgress(BatchTally(), seconds: 0).line == "0 clips, 0 failed, 0 s of media, 0.0 clips/s")
  }

  @Test("The summary lists the kinds of failures, the most frequent first")
  func summary() {
    #expect(
      BatchProgress(Self.tally, seconds: 7_500).summary(recordedCount: 20)
        == "1101 clips ok, 3 failed (2 no_streams, 1 timeout), 20 already recorded; 1.0 h of media in 2 h 5 min, 0.1 clips/s"
    )
  }
}
