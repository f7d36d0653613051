import Emotion
import Foundation
import Records
import System
import TestSupport
import Testing

@testable import Recognition

@Suite("Long clips")
struct LongClipTests {
  private let models: Models
  private let folder: WorkFolder
  private let clip: ClipPath
  /// Ten seconds of speech, then three of silence.
  private static let seconds = 13.0

  init() throws {
    models = try Samples.models()
    folder = try WorkFolder()
    var file = try WaveFile.speech(seconds: 10)
    file.data += [UInt8](repeating: 0, count: 2 * 3 * file.rate)
    clip = ClipPath(try folder.put(file.bytes, "long.wav"))
  }

  private func analyze(_ clip: ClipPath, _ change: (inout AnalysisOptions) -> Void) throws -> ClipAnalysis {
    var options = AnalysisOptions()
    change(&options)
    let record = try #require(try ClipAnalyzer(models: models, options: options).analyze(clip).first)
    return try #require(record.analysis)
  }

  @Test("The shares are those of --timeline 1, whatever the timeline", arguments: [0.0, 0.8])
  func sameForEveryTimeline(minConfidence: Double) throws {
    let fixed = try analyze(clip) { ($0.timeline, $0.minConfidence) = (.every(seconds: 1), minConfidence) }
    let segments = try #require(fixed.segments)
    let judged = segments.filter { $0.emotion != nil }
    #expect(segments.count == 13 && (10...11).contains(judged.count))
    let shares = try #require(fixed.timeShare)
    #expect(fixed.judgedSeconds == Double(judged.count))
    for verdict in EmotionVerdict.allCases where verdict != .uncertain || minConfidence > 0 {
      let count = judged.count { $0.emotion == verdict }
      #expect(abs((shares[verdict] ?? -1) - Double(count) / Double(judged.count)) < 1e-4, "\(verdict)")
    }
    #expect((shares[.uncertain] != nil) == (minConfidence > 0))
    for timeline in [nil, .utterances, .every(seconds: 0.5), .every(seconds: 100)] as [Timeline?] {
      let other = try analyze(clip) { ($0.timeline, $0.minConfidence) = (timeline, minConfidence) }
      #expect(other.timeShare == shares && other.judgedSeconds == fixed.judgedSeconds, "\(timeline?.description ?? "")")
    }
  }

  @Test("A clip of 8 s or less has no shares")
  func short() throws {
    for timeline in [nil, .every(seconds: 1)] as [Timeline?] {
      let short = try analyze(clip) { ($0.timeline, $0.durationSeconds) = (timeline, 8) }
      #expect(short.durationSeconds == 8 && short.timeShare == nil && short.judgedSeconds == nil)
      let long = try analyze(clip) { ($0.timeline, $0.durationSeconds) = (timeline, 8.1) }
      #expect(long.timeShare != nil && abs((long.judgedSeconds ?? 0) - 8.1) < 0.01)
    }
  }

  @Test("Segments have valence, arousal, the share of speech and the voice's weight, where there is an emotion")
  func segmentKeys() throws {
    let segments = try #require(try analyze(clip) { $0.timeline = .every(seconds: 1) }.segments)
    let (first, last) = (segments[0], segments[12])
    #expect(first.emotion != nil && first.voiceWeight == 1 && first.speechRatio ?? 0 > 0.5)
    let expected = EmotionLabel.allCases.reduce((0.0, 0.0)) { sum, label in
      let (point, share) = (Circumplex.coordinates(of: label), first.probabilities?[label] ?? 0)
      return (sum.0 + share * point.valence, sum.1 + share * point.arousal)
    }
    #expect(abs(first.valence! - expected.0) < 1e-9 && abs(first.arousal! - expected.1) < 1e-9)
    #expect(last.emotion == nil && last.speechRatio == 0)
    #expect(last.valence == nil && last.arousal == nil && last.voiceWeight == nil && last.confidence == nil)
    let path = ClipPath(Repository.fixture("face.mp4"))
    for segment in try analyze(path, { $0.timeline = .every(seconds: 1) }).segments ?? [] {
      #expect((segment.voiceWeight ?? -1) >= 0 && (segment.voiceWeight ?? 2) <= 1)
    }
    let face = try analyze(path) { ($0.timeline, $0.modality) = (.every(seconds: 1), .face) }
    #expect(face.segments?.allSatisfy { $0.voiceWeight == 0 && $0.speechRatio == nil && $0.emotion != nil } == true)
  }

  @Test("A segment as long as the clip has the clip's weight")
  func wholeClip() throws {
    let face = try analyze(ClipPath(Repository.fixture("face.mp4"))) { $0.timeline = .every(seconds: 100) }
    let segment = try #require(face.segments?.first)
    #expect(abs((segment.voiceWeight ?? 0) - (face.voice?.weight ?? 1)) < 0.05)
    #expect(abs((segment.valence ?? 1) - face.valence) < 0.05 && abs((segment.arousal ?? 1) - face.arousal) < 0.05)
  }

  @Test("Scoring again agrees", arguments: [nil, .utterances, .every(seconds: 1)] as [Timeline?])
  func scoringAgain(timeline: Timeline?) throws {
    var options = AnalysisOptions()
    options.timeline = timeline
    let measured = try #require(try ClipAnalyzer(models: models, options: options).measure(clip).first)
    let received = try JSONDecoder().decode(MeasuredRecord.self, from: JSONEncoder().encode(measured))
    let again = received.scored(model: models.fusion, speaker: nil, baseline: nil, options: options).analysis
    let once = try analyze(clip) { $0.timeline = timeline }
    #expect(again?.timeShare == once.timeShare && once.timeShare != nil)
    #expect(again?.judgedSeconds == once.judgedSeconds && again?.segments == once.segments)
    // Against a baseline, the same time is judged.
    let baseline = SpeakerBaselinesTests.baseline(5)
    let personal = received.scored(model: models.fusion, speaker: "a", baseline: baseline, options: options).analysis
    #expect(personal?.judgedSeconds == once.judgedSeconds && personal?.timeShare != nil)
    #expect(personal?.segments?.map(\.speechRatio) == once.segments?.map(\.speechRatio))
  }
}
