import Foundation
import Numerics
import TestSupport
import Testing

@testable import Alignment

@Suite("Active speaker detector")
struct ActiveSpeakerDetectorTests {
  let judge: ActiveSpeakerDetector
  let frames = (0..<40).map { Double($0) * 0.1 + 0.013 }

  init() throws {
    judge = try ActiveSpeakerDetector(weights: Vectors.model("speaking-face"))
  }

  /// One speaker's syllables.
  private func opening(_ time: Double) -> Double { max(0, syllables(time)[0]) }
  /// Equally strong, but with a different rhythm.
  private func otherOpening(_ time: Double) -> Double { max(0, syllables(1.13 * time + 40)[0]) }

  /// All bands grow louder when the mouth opens.
  private func voice(seconds: Double, _ opening: (Double) -> Double) -> TimedSignal {
    let times = (0..<Int(seconds / ActiveSpeakerDetector.momentSeconds)).map {
      Double($0) * ActiveSpeakerDetector.momentSeconds
    }
    return stream(times, columns: ActiveSpeakerDetector.voiceColumns) { time in
      [Double](repeating: 4 * opening(time) - 10, count: ActiveSpeakerDetector.voiceColumns)
    }
  }

  /// The lower lip falls as the gap opens, and the corners come closer.
  private func mouth(_ times: [Double], _ opening: (Double) -> Double) -> TimedSignal {
    stream(times, columns: ActiveSpeakerDetector.mouthColumns) { time in
      let gap = 0.1 * opening(time)
      return [gap, 0.2 + gap, 0.6 - 0.3 * gap, 0.3, 0.5 + gap]
    }
  }

  private func stream(_ times: [Double], columns: Int, _ row: (Double) -> [Double]) -> TimedSignal {
    let values = times.flatMap(row).map(Float.init)
    return TimedSignal(times: times, values: Matrix(rows: times.count, columns: columns, values: values))
  }

  @Test("A mouth that follows the voice beats one that follows another voice", arguments: [-0.08, 0, 0.08])
  func ownMouth(late: Double) {
    let (mine, yours) = (voice(seconds: 4, opening), voice(seconds: 4, otherOpening))
    let my = mouth(frames) { opening($0 - late) }
    let your = mouth(frames) { otherOpening($0 - late) }
    #expect(judge.evidence(voice: mine, mouth: my).logOdds > judge.evidence(voice: mine, mouth: your).logOdds + 1)
    #expect(judge.evidence(voice: yours, mouth: your).logOdds > judge.evidence(voice: yours, mouth: my).logOdds + 1)
  }

  @Test("A still mouth during speech is not the active speaker's")
  func stillMouth() {
    let still = judge.evidence(voice: voice(seconds: 4, opening), mouth: mouth(frames) { _ in 0.3 })
    #expect(still.logOdds < -1)
  }

  @Test("Scale and offset of the movement do not matter")
  func scale() {
    let mine = voice(seconds: 4, opening)
    let small = judge.evidence(voice: mine, mouth: mouth(frames) { 0.3 * opening($0) + 0.2 })
    let large = judge.evidence(voice: mine, mouth: mouth(frames, opening))
    #expect(abs(small.logOdds - large.logOdds) < 1e-2)
  }

  @Test("Too little voice or mouth gives no evidence")
  func tooLittle() {
    let mine = voice(seconds: 4, opening)
    let my = mouth(frames, opening)
    let none = ActiveSpeakerEvidence.none
    #expect(none.logOdds == 0)
    #expect(judge.evidence(voice: voice(seconds: 0.9, opening), mouth: my) == none)
    #expect(judge.evidence(voice: voice(seconds: 0, opening), mouth: my) == none)
    #expect(judge.evidence(voice: mine, mouth: mouth(Array(frames[..<8]), opening)) == none)
    #expect(judge.evidence(voice: mine, mouth: mouth([], opening)) == none)
    // Seen only twice, far apart: unknown in between.
    #expect(judge.evidence(voice: mine, mouth: mouth([0, 4], opening)) == none)
    #expect(judge.evidence(voice: voice(seconds: 4) { _ in 0 }, mouth: my) == none)
    #expect(judge.evidence(voice: mine, mouth: my) != none)
  }

  @Test("The less of the mouth is visible, the weaker the evidence")
  func gaps() {
    let mine = voice(seconds: 4, opening)
    let visible = frames.filter { $0 < 1.4 || $0 > 2.4 }
    let early = judge.evidence(voice: mine, mouth: mouth(visible.filter { $0 < 2 }, opening)).logOdds
    let gappy = judge.evidence(voice: mine, mouth: mouth(visible, opening)).logOdds
    let full = judge.evidence(voice: mine, mouth: mouth(frames, opening)).logOdds
    #expect(early < gappy && gappy < full)
  }

  @Test("Evidence adds up at a common lag")
  func sums() {
    let evidence = judge.evidence(voice: voice(seconds: 4, opening), mouth: mouth(frames, opening))
    #expect((evidence + .none) == evidence)
    #expect((evidence + evidence).logOdds > 1.5 * evidence.logOdds)
    // Two stretches that need opposite lags contradict each other.
    let peak = { (lag: Int) in
      ActiveSpeakerEvidence(byLag: (-5...5).map { $0 == lag ? 10 : 0 })
    }
    #expect((peak(-3) + peak(3)).logOdds < (peak(3) + peak(3)).logOdds)
  }
}

/// Stored cases from `Recipes/speaker/parity.py`.
@Suite("Active speaker parity with the recipe")
struct ActiveSpeakerParityTests {
  @Test("Evidence by lag", arguments: ["full", "sparse", "short"])
  func evidence(name: String) throws {
    let judge = try ActiveSpeakerDetector(weights: Vectors.model("speaking-face"))
    let vectors = try Vectors.open("speaking-face")
    let (bands, shape) = (try vectors.rows("\(name).bands"), try vectors.rows("\(name).shape"))
    let seconds = try vectors.floats("\(name).seconds", shape: [shape.rows]).map(Double.init)
    let evidence = judge.evidence(
      voice: TimedSignal(
        times: (0..<bands.rows).map { Double($0) * ActiveSpeakerDetector.momentSeconds },
        values: bands
      ),
      mouth: TimedSignal(times: seconds, values: shape)
    )
    let expected = try vectors.floats("\(name).evidence", shape: [11])
    for (value, reference) in zip(evidence.byLag, expected) { #expect(abs(value - Double(reference)) < 1e-4) }
    #expect(abs(evidence.logOdds - Double(try vectors.floats("\(name).log_odds", shape: [1])[0])) < 1e-4)
    #expect((evidence == .none) == (name == "short"))
  }
}
