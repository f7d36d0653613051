import Emotion
import Foundation
import Fusion
import Perception
import Records
import System
import TestSupport
import Testing

@testable import Recognition

/// Training gets the windows that the analysis scores.
@Suite struct PerceivedWindowsTests {
  private let models: Models

  init() throws {
    models = try Samples.models()
  }

  private func windows(_ name: String) throws -> [(aligned: AlignedWindow, quality: WindowQuality)] {
    let path = ClipPath(Repository.fixture(name))
    let kept = try PerceivedWindows(of: path, networks: models.perception, options: PerceptionOptions())
    return zip(kept.windows, kept.qualities).map { ($0.aligned, $1) }
  }

  @Test(arguments: ["speech.wav", "face.mp4", "face.jpg"])
  func yieldTheProbabilitiesOfTheRecord(name: String) throws {
    let windows = try windows(name)
    let record = try #require(try ClipAnalyzerTests.analyze(name).first?.analysis)
    let logits = models.fusion.fusion.logits(FusionBatch(windows.map(\.aligned)), on: nil)
    let (hasVoice, hasFace) = (record.voice != nil, record.face != nil)
    let calibration = models.fusion.general.fromVideo
    var votes = WindowVotes()
    for (row, window) in windows.enumerated() {
      let voice = hasVoice ? logits.alone[of: .voice].row(row).map(Double.init) : nil
      let face = hasFace ? logits.alone[of: .face].row(row).map(Double.init) : nil
      let predicted = voice == nil ? face : face == nil ? voice : fused(logits, row, voice!, face!)
      votes.add(logits: try #require(predicted), quality: window.quality.all)
    }
    let temperature =
      hasVoice && hasFace ? calibration.fusedTemperature : calibration.temperatures[of: hasVoice ? .voice : .face]
    let distribution = try #require(votes.distribution(temperature: temperature))
    for label in EmotionLabel.allCases {
      #expect(abs(distribution[label] - (record.probabilities[label] ?? -1)) < 1e-4, "\(label)")
    }
  }

  /// Training adds log-probabilities and correction without gains; an analysis calibrates them.
  private func fused(_ logits: BatchLogits, _ row: Int, _ voice: [Double], _ face: [Double]) -> [Double] {
    var correction = logits.fused.row(row).map(Double.init)
    for stream in [voice, face] {
      let predicted = EmotionDistribution(logits: stream, temperature: 1)
      for (index, label) in EmotionLabel.allCases.enumerated() { correction[index] -= log(predicted[label]) }
    }
    return models.fusion.general.fromVideo.fused([.voice: voice, .face: face], correction: correction)
  }

  @Test func failLikeTheAnalysis() throws {
    #expect(throws: ClipFailure(.noSpeechOrFace, "nobody speaks")) { try windows("tone.wav") }
    #expect(throws: ClipFailure.self) { try windows("missing.wav") }
  }
}
