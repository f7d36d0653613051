import Foundation
import Perception
import Records
import System
import TestSupport
import Testing

@testable import Recognition

@Suite("Clip analysis")
struct ClipAnalyzerTests {
  static func analyze(_ name: String, _ change: (inout AnalysisOptions) -> Void = { _ in }) throws -> [ClipRecord] {
    var options = AnalysisOptions()
    change(&options)
    return try ClipAnalyzer(models: Samples.models(), options: options).analyze(ClipPath(Repository.fixture(name)))
  }

  @Test(
    "Speech gives a complete record, with or without video",
    arguments: ["speech.wav", "speech.mp4", "speech.opus"]
  )
  func speech(name: String) throws {
    let records = try Self.analyze(name) { $0.timeline = .every(seconds: 1) }
    let analysis = try #require(records.first?.analysis)
    #expect(records.count == 1 && EncodedRecord(records[0]).record == records[0])
    #expect(abs(analysis.durationSeconds - 3.287) < 0.02 && analysis.segments?.count == 4)
    let voice = analysis.voice
    #expect(
      voice?.weight == 1 && voice?.measures["speech_ratio"] ?? 0 > 0.5 && voice?.probabilities == analysis.probabilities
    )
    #expect(analysis.options == "--timeline 1" && analysis.channel == nil)
    #expect(analysis.warnings == (name == "speech.mp4" ? [.noFace] : []))
    #expect(records[0].bytes == (try Data(contentsOf: URL(fileURLWithPath: Repository.fixture(name))).count))
  }

  @Test(
    "A clip that fails gives an error record",
    arguments: [
      ("missing.wav", ClipFailure.Kind.notFound), ("tone.wav", .noSpeechOrFace), ("frame.png", .noSpeechOrFace),
      ("silent-picture.mp4", .noSpeechOrFace), ("surround.flac", .tooShort), ("make-fixtures.sh", .unsupported),
    ]
  )
  func failures(name: String, kind: ClipFailure.Kind) throws {
    let records = try Self.analyze(name)
    #expect(records.map { $0.failure?.kind } == [kind])
    #expect((records[0].bytes == nil) == (kind == .notFound))
  }

  @Test("A part that begins after the clip's end fails with its start")
  func beyondTheEnd() throws {
    let failure = ClipFailure(.tooShort, "there is no sound from second 100.5 on")
    #expect(try Self.analyze("speech.wav") { $0.startSeconds = 100.5 }.map(\.failure) == [failure])
    var options = PerceptionOptions()
    options.startSeconds = 100.5
    #expect(throws: failure) {
      try SoundExtractor(options: options).extractLogMel(ClipPath(Repository.fixture("speech.wav"))) { _, _, _ in }
    }
  }

  @Test("Each channel has a record of its own")
  func channels() throws {
    let records = try Self.analyze("speech-stereo.wav") { $0.channel = .each }
    #expect(records.map { $0.analysis?.channel } == [1, 2])
    #expect(try Self.analyze("speech-stereo.wav") { $0.channel = .one(3) }.map { $0.failure?.kind } == [.unsupported])
  }

  @Test("The duration is announced first; an interruption ends the analysis")
  func interruption() throws {
    var announced: Double?
    let analyzer = ClipAnalyzer(models: try Samples.models(), options: AnalysisOptions()) { announced != nil }
    #expect(throws: CancellationError.self) {
      try analyzer.analyze(ClipPath(Repository.fixture("speech.wav"))) { announced = $0 }
    }
    #expect(abs((announced ?? 0) - 3.287) < 0.001)
    let extractor = SoundExtractor(options: PerceptionOptions()) { true }
    #expect(throws: CancellationError.self) {
      try extractor.extractLogMel(ClipPath(Repository.fixture("speech.wav"))) { _, _, _ in }
    }
  }

  @Test("A time limit near zero times out")
  func timeout() throws {
    #expect(try Self.analyze("speech.wav") { $0.timeLimit.fixedSeconds = 1e-9 }.map { $0.failure?.kind } == [.timeout])
  }

  @Test("The self-test passes with the installed weights", .enabled(if: (try? ModelFolder.find()) != nil))
  func selfTest() throws {
    #expect(try SelfTest.run().model.hasPrefix("emocli-av "))
  }
}
