import TestSupport
import Testing

@testable import Voice

@Suite("Speech tracker")
struct SpeechTrackerTests {
  /// Steps with random runs of odds, the same on every call.
  private static func steps(_ count: Int, longestRun: Int) -> [(odds: Int8, isTone: Bool)] {
    var state: UInt64 = 7
    func random(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    var steps: [(Int8, Bool)] = []
    while steps.count < count {
      let (length, highest, tones) = (1 + random(longestRun), [20, 127][random(2)], random(4))
      steps += (0..<length).map { _ in (Int8(1 + random(highest)), random(4) < tones) }
      steps += (0..<1 + random(longestRun / 3)).map { _ in (Int8(-random(127)), false) }
    }
    return Array(steps.prefix(count))
  }

  /// The rules of `SpeechActivity.track`, applied to the whole sound.
  private static func plain(_ steps: [(odds: Int8, isTone: Bool)]) -> [Bool] {
    var flags = steps.map { SpeechActivity.isLikely($0.odds) }
    flags.flipRuns { run, flag, _ in
      let isTone = 3 * run.count { steps[$0].isTone } >= 2 * run.count
      return flag && (run.count < 10 || isTone || !run.contains { SpeechActivity.isCertain(steps[$0].odds) })
    }
    flags.flipRuns { run, flag, isInterior in !flag && isInterior && run.count <= 15 }
    return flags
  }

  @Test("Streaming decisions equal those on the whole sound", arguments: [20, 60, 200])
  func streaming(longestRun: Int) {
    let steps = Self.steps(5_000, longestRun: longestRun)
    var tracker = SpeechTracker()
    var settled: [(isSpeech: Bool, odds: Int8)] = []
    for (index, step) in steps.enumerated() {
      tracker.append(odds: step.odds, isTone: step.isTone) { settled.append(($0, $1)) }
      #expect(index + 1 - settled.count <= SpeechTracker.patience + SpeechActivity.maxGap)
    }
    tracker.finish { settled.append(($0, $1)) }
    #expect(settled.map(\.odds) == steps.map(\.odds))
    let expected = Self.plain(steps)
    #expect(settled.map(\.isSpeech) == expected && expected.contains(true) && expected.contains(false))
  }

  @Test("An endless run is judged by its steps so far")
  func longRun() {
    var tracker = SpeechTracker()
    var settled: [Bool] = []
    for index in 0..<1_000 {
      tracker.append(odds: index == 500 ? 127 : 20, isTone: false) { flag, _ in settled.append(flag) }
    }
    #expect(settled.count == 1_000 - SpeechTracker.patience)
    #expect(settled.firstIndex(of: true) == 500 - SpeechTracker.patience && settled.last == true)
  }

  @Test("Utterances are those of the finished track", arguments: [1, 7, 150, 10_000])
  func utterances(piece: Int) throws {
    let mel = try Vectors.open("speech-activity").rows("mel")
    var activity = SpeechActivity(detector: try SpeechDetector(weights: Vectors.model("speech-activity")))
    var (utterances, found) = (Utterances(), [Range<Int>]())
    for step in 0..<mel.rows {
      activity.append(UnsafeBufferPointer(mel.row(step)))
      guard step.isMultiple(of: piece) else { continue }
      utterances.update(activity)
      found += utterances.drain()
      #expect(step - utterances.nextStart < Utterances.maxUndecided)
    }
    utterances.finish(activity)
    found += utterances.drain()
    var spoken = activity.track.isSpeech
    spoken.flipRuns { run, flag, isInterior in !flag && isInterior && run.count <= UtteranceSegmenter.maxPause }
    var expected: [Range<Int>] = []
    spoken.flipRuns { run, flag, _ in
      if flag { expected.append(run) }
      return false
    }
    #expect(found == expected && !found.isEmpty)
  }
}
