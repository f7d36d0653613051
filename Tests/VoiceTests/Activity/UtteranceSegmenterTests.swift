import Testing

@testable import Voice

@Suite("Utterances")
struct UtteranceSegmenterTests {
  /// Cuts runs of speech and of pauses, given by their lengths in steps, into utterances; pauses are negative. `odds`
  /// are the log-odds of speech at a step.
  private static func cut(_ runs: [Int], odds: (Int) -> Int8 = { _ in 100 }) -> [Range<Int>] {
    var cutter = UtteranceSegmenter()
    var (utterances, step) = ([Range<Int>](), 0)
    for run in runs {
      for _ in 0..<abs(run) {
        if let utterance = cutter.append(isSpeech: run > 0, odds: odds(step)) { utterances.append(utterance) }
        step += 1
        let held = step - cutter.earliestStart
        #expect(held <= UtteranceSegmenter.maxSteps + UtteranceSegmenter.maxPause)
        #expect(utterances.last?.upperBound ?? 0 <= cutter.earliestStart)
      }
    }
    if let last = cutter.finish() { utterances.append(last) }
    #expect(cutter.finish() == nil)
    return utterances
  }

  @Test("Utterances end at pauses longer than 0.5 s")
  func pauses() {
    #expect(Self.cut([]) == [] && Self.cut([-300]) == [])
    #expect(Self.cut([-100, 200, -51, 30, -100]) == [100..<300, 351..<381])
    #expect(Self.cut([-100, 200, -50, 30, -10]) == [100..<380])
    #expect(Self.cut([10]) == [0..<10])
    #expect(Self.cut([800, -60, 20]) == [0..<800, 860..<880])
  }

  @Test("Utterances longer than 8 s are cut at the longest pause in their second half")
  func longestPause() {
    #expect(Self.cut([100, -50, 300, -20, 100, -30, 100, -30, 200]) == [0..<700, 730..<930])
    #expect(Self.cut([780, -40, 30]) == [0..<780, 820..<850])
    #expect(Self.cut([-10, 500, -16, 500, -16, 500]) == [10..<510, 526..<1026, 1042..<1542])
    // A pause that ends in the first half does not count.
    #expect(Self.cut([350, -50, 500]).first == 0..<790)
  }

  @Test("Utterances longer than 8 s without a pause are cut where speech is least likely")
  func leastLikely() {
    #expect(
      Self.cut([2_000]) { $0 == 500 ? 1 : $0 == 1_100 ? 2 : 100 } == [
        0..<500, 500..<1_100, 1_100..<1_890, 1_890..<2_000,
      ]
    )
    // Ignores the first half, and cuts that would leave less than 0.1 s.
    #expect(Self.cut([801]) { $0 == 399 || $0 == 791 ? -127 : 100 } == [0..<790, 790..<801])
  }
}
