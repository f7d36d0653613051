import Records
import Testing

@testable import Runs

@Suite struct TimingsTests {
  /// A clock that says the next of these seconds.
  private static func clock(_ seconds: [Double]) -> () -> Double {
    var rest = seconds[...]
    return { rest.removeFirst() }
  }

  @Test func addsTheTimeBetweenTwoReadings() {
    var timings = Timings(now: Self.clock([10, 10.5, 20, 23]))
    let result = timings.time { "result" }
    timings.time {}
    #expect(result == "result")
    #expect(timings.seconds == [0.5, 3])
    #expect(timings.quantile(0.5) == 1.75)
  }

  @Test func quantilesInterpolateBetweenSortedDurations() {
    var timings = Timings(now: Self.clock([0, 4, 0, 1, 0, 3, 0, 2, 0, 5]))
    for _ in 0..<5 { timings.time {} }
    #expect(timings.quantile(0) == 1 && timings.quantile(1) == 5)
    #expect(timings.quantile(0.5) == 3)
    #expect(abs(timings.quantile(0.9)! - 4.6) < 1e-12)
    #expect(abs(timings.quantile(0.99)! - 4.96) < 1e-12)
    #expect(Timings().quantile(0.5) == nil)
  }

  @Test func stagesAreMediansAndRatiosAreOfOneRepetition() throws {
    var times = StageTimes()
    // The second repetition is twice as slow throughout, the third in the face only.
    for (decoding, slowness, face) in [(0.5, 1.0, 2.0), (1, 2, 2), (0.5, 1, 5)] {
      let timing = StageTiming(
        decodeSeconds: 0.6 * slowness,
        voiceSeconds: 0,
        faceSeconds: face * slowness,
        fusionSeconds: 0.1 * slowness,
        totalSeconds: 3 * slowness
      )
      times.add(decodingSeconds: decoding, stages: timing)
    }
    let stages = times.stages(clipSeconds: 10)
    #expect(stages.map(\.name) == ["decoding_alone", "decode", "voice", "face", "fusion", "total"])
    #expect(stages.map(\.secondsPerSecond) == [0.05, 0.06, 0, 0.4, 0.01, 0.3])
    #expect(stages.map(\.ratio) == [1, 1.2, 0, 4, 0.2, 6])
    #expect(stages[2].timesRealTime == nil && stages[0].timesRealTime == 20)
    #expect(StageTimes().stages(clipSeconds: 10).isEmpty)
  }
}
