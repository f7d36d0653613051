import Fusion
import Media
import Records
import TestSupport
import Testing

@testable import Recognition

/// What a clip gives to learn from is what its record was made of.
@Suite struct ClipWindowsTests {
  private let models: Models

  init() throws {
    models = try Samples.models()
  }

  private func windows(_ name: String) throws -> [WeighedWindow] {
    try ClipAnalyzer(models: models, options: AnalysisOptions()).windows(of: ClipPath(Repository.fixture(name)))
  }

  @Test(arguments: ["speech.wav", "face.mp4", "face.jpg"])
  func sayWhatTheRecordSays(name: String) throws {
    let windows = try windows(name)
    let record = try #require(try ClipAnalyzerTests.analyze(name).first?.analysis)
    let logits = models.fusion.fusion.logits(FusionBatch(windows.map(\.aligned)), on: nil)
    let (hasVoice, hasFace) = (record.voice != nil, record.face != nil)
    let rows = hasVoice && hasFace ? logits.fused : hasVoice ? logits.voice : logits.face
    var votes = WindowVotes()
    for (row, window) in windows.enumerated() {
      votes.add(logits: rows.row(row).map(Double.init), quality: window.quality.both)
    }
    let (fusion, voice, face) = (
      models.fusion.fusedTemperature, models.fusion.voiceTemperature, models.fusion.faceTemperature
    )
    let temperature = hasVoice && hasFace ? fusion : hasVoice ? voice : face
    let distribution = try #require(votes.distribution(temperature: temperature))
    for label in EmotionLabel.allCases {
      #expect(abs(distribution[label] - (record.probabilities[label] ?? -1)) < 1e-4, "\(label)")
    }
  }

  @Test func nothingToLearnFromIsTheFailureOfTheRecord() throws {
    #expect(throws: ClipFailure(.noSpeechOrFace, "nobody speaks")) { try windows("tone.wav") }
    #expect(throws: ClipFailure.self) { try windows("missing.wav") }
  }
}
