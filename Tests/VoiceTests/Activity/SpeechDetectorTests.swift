import Foundation
import Numerics
import TestSupport
import Testing

@testable import Voice

/// Compared with PyTorch and numpy on the shipped weights (`Recipes/activity/parity.py`).
@Suite struct SpeechDetectorTests {
  private let vectors: SafeTensors
  private let detector: SpeechDetector
  private let mel: Matrix

  init() throws {
    vectors = try Vectors.open("speech-activity")
    detector = try SpeechDetector(weights: Vectors.model("speech-activity"))
    mel = try vectors.rows("mel")
  }

  private func process(_ steps: Range<Int>, _ activity: inout SpeechActivity) {
    for step in steps { activity.append(UnsafeBufferPointer(mel.row(step))) }
  }

  @Test func logOddsAndNoiseMatchTheRecipe() throws {
    let odds = try vectors.floats("odds", shape: [mel.rows / 2])
    let noise = try vectors.floats("noise", shape: [mel.rows / 2])
    let state = SpeechDetector.State()
    var pair = [Float](repeating: 0, count: LogMel.bandCount)
    for index in 0..<mel.rows / 2 + SpeechDetector.delay {
      for band in pair.indices {
        pair[band] =
          2 * index < mel.rows ? (mel[2 * index, band] + mel[2 * index + 1, band]) / 2 : log(LogMel.floor)
      }
      let answer = detector.process(pair, state)
      guard index >= SpeechDetector.delay else { continue }
      #expect(abs(answer.logOdds - odds[index - SpeechDetector.delay]) < 1e-3)
      #expect(abs(answer.noise - noise[index - SpeechDetector.delay]) < 2e-3)
    }
  }

  @Test func decisionsMatchTheRecipe() throws {
    var activity = SpeechActivity(detector: detector)
    process(0..<mel.rows, &activity)
    let expected = try vectors.floats("speech", shape: [mel.rows]).map { $0 > 0.5 }
    #expect(expected.contains(true) && expected.contains(false))
    #expect(activity.track.isSpeech == expected)
    let ratio = try vectors.floats("ratio", shape: [1])[0]
    let found = try #require(activity.track.signalToNoise)
    #expect(abs(found - Double(ratio)) < 0.05, "\(found) \(ratio)")
  }

  @Test func powerMatchesTheRecipe() throws {
    let powers = try vectors.floats("power", shape: [mel.rows])
    let tones = try vectors.floats("tone", shape: [mel.rows])
    for index in 0..<mel.rows {
      let step = UnsafeBufferPointer(mel.row(index))
      #expect(abs(StepPower.decibels(step) - powers[index]) < 1e-3)
      #expect(StepPower.isTone(step) == (tones[index] > 0.5))
    }
  }

  @Test("Reading the track after any step does not change later results", arguments: [1, 7, 150])
  func canBeReadInBetween(count: Int) {
    var inspected = SpeechActivity(detector: detector)
    var other = SpeechActivity(detector: detector)
    process(0..<count, &inspected)
    #expect(inspected.track.isSpeech.count == count)
    process(count..<mel.rows, &inspected)
    process(0..<mel.rows, &other)
    #expect(inspected.track == other.track)
  }

  @Test func recoversFromExtremeSteps() {
    var activity = SpeechActivity(detector: detector)
    for value in [Float.infinity, .nan, 80] {
      let step = [Float](repeating: value, count: LogMel.bandCount)
      step.withUnsafeBufferPointer { activity.append($0) }
    }
    process(0..<mel.rows, &activity)
    #expect(activity.track.seconds > 1)
  }

  @Test func flipsRuns() {
    var flags = [false, true, true, false, true, false, false]
    flags.flipRuns { run, flag, isInterior in !flag && isInterior && run.count == 1 }
    #expect(flags == [false, true, true, true, true, false, false])
    flags.flipRuns { run, flag, _ in flag && run.count < 5 }
    #expect(flags == [Bool](repeating: false, count: 7))
  }
}
