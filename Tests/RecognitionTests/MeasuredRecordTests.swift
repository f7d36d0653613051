import Emotion
import Foundation
import Fusion
import Records
import System
import TestSupport
import Testing

@testable import Recognition

/// A clip that is measured first and scored later gives the same record as one analysed with a known baseline.
@Suite("Scoring a measured clip")
struct MeasuredRecordTests {
  private let models: Models
  private var options = AnalysisOptions()

  init() throws {
    models = try Samples.models()
    options.labels = Set(EmotionLabel.allCases).subtracting([.calm])
    options.minConfidence = 0.3
    options.timeline = .every(seconds: 1)
  }

  private func measure(_ name: String) throws -> MeasuredRecord {
    let analyzer = ClipAnalyzer(models: models, options: options)
    let measured = try #require(try analyzer.measure(ClipPath(Repository.fixture(name))).first)
    // As received from a worker.
    return try JSONDecoder().decode(MeasuredRecord.self, from: JSONEncoder().encode(measured))
  }

  private static func sameTime(_ record: ClipRecord?) throws -> ClipRecord {
    var record = EncodedRecord(try #require(record)).record
    guard case .ok(var analysis) = record.outcome else { return record }
    analysis.timing = SampleRecords.timing
    record.outcome = .ok(analysis)
    // Rounded by writing and reading.
    return try JSONDecoder().decode(ClipRecord.self, from: Data(record.json.utf8()))
  }

  @Test(arguments: ["speech.wav", "face.mp4", "face.jpg"])
  func equalsTheAnalysisWithTheSameBaseline(name: String) throws {
    let path = ClipPath(Repository.fixture(name))
    let measured = try measure(name)
    let summary = try #require(measured.measurement?.summary)
    let other = try #require(measure("speech.mp4").measurement?.summary)
    let baseline = SpeakerBaseline([summary, other])
    func scored(_ speaker: String?, _ baseline: SpeakerBaseline?) throws -> ClipRecord {
      try Self.sameTime(
        measured.scored(model: models.fusion, speaker: speaker, baseline: baseline, options: options)
      )
    }
    func analyzed(_ baselines: ClipBaselines) throws -> ClipRecord {
      try Self.sameTime(ClipAnalyzer(models: models, options: options, baselines: baselines).analyze(path).first)
    }
    let personal = try scored("anna", baseline)
    #expect(try personal == analyzed(ClipBaselines(baselines: ["anna": baseline]) { _ in "anna" }))
    #expect(personal.analysis?.speaker == "anna" && personal.analysis?.baseline?.clips == 2)
    let withoutBaseline = try scored("ben", nil)
    #expect(try withoutBaseline == analyzed(ClipBaselines(baselines: ["anna": baseline]) { _ in "ben" }))
    #expect(withoutBaseline.analysis?.speaker == "ben" && withoutBaseline.analysis?.baseline == nil)
    let plain = try scored(nil, nil)
    #expect(try plain == analyzed(ClipBaselines()))
    #expect(personal.analysis?.probabilities != plain.analysis?.probabilities)
    #expect(personal.analysis?.segments?.count == plain.analysis?.segments?.count)
    #expect(personal.analysis?.durationSeconds == plain.analysis?.durationSeconds)
  }

  @Test func failuresStayFailures() throws {
    let measured = try measure("tone.wav")
    #expect(measured.measurement == nil)
    let baseline = SpeakerBaselinesTests.baseline(2)
    let scored = measured.scored(model: models.fusion, speaker: "anna", baseline: baseline, options: options)
    #expect(scored == measured.record && scored.failure?.kind == .noSpeechOrFace)
  }
}
