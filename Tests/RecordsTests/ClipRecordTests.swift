import Emotion
import Formats
import Foundation
import Records
import TestSupport
import Testing

@Suite("Record")
struct ClipRecordTests {
  func text(_ record: ClipRecord) throws -> String {
    try JSONValue.encoding(record).serialized()
  }

  @Test("The record of an analysed clip has its keys in order")
  func okRecord() throws {
    let expected =
      #"{"schema":"emocli.clip/1","path":"clip.mp4","bytes":401213,"modified":"2026-11-22T10:00:00Z","#
      + #""status":"ok","channel":null,"speaker":null,"baseline":null,"emotion":"happy","confidence":0.82,"#
      + #""probabilities":{"neutral":0.03,"calm":0.02,"happy":0.82,"sad":0.01,"angry":0.04,"fearful":0.02,"#
      + #""disgust":0.01,"surprised":0.05},"valence":0.61,"arousal":0.48,"agreement":0.91,"duration_s":3.303,"#
      + #""modalities":{"voice":{"present":true,"weight":0.44,"speech_ratio":0.81,"snr_db":24.1,"#
      + #""probabilities":{"neutral":0.05,"happy":0.95}},"face":{"present":true,"weight":0.56,"coverage":0.98,"#
      + #""faces":1,"probabilities":{"neutral":0.02,"happy":0.98}}},"alignment":{"lag_ms":-40,"cost":0.31},"#
      + #""segments":[{"start_s":0,"end_s":1,"emotion":"happy","confidence":0.77,"#
      + #""probabilities":{"neutral":0.04},"valence":0.6,"arousal":0.4,"speech_ratio":0.87,"weight_voice":0.45}],"#
      + #""time_share":null,"judged_s":null,"faces":null,"warnings":["backlit"],"model":"emocli-av 1.0.0","#
      + #""timing":{"decode_s":0.09,"voice_s":0.02,"face_s":0.21,"fusion_s":0.01,"total_s":0.33},"options":null}"#
    #expect(try text(SampleRecords.ok) == expected)
  }

  @Test("A record without a face, restricted to two labels")
  func voiceOnly() throws {
    let value = try JSONValue.encoding(SampleRecords.voiceOnly)
    #expect(value["probabilities"] == ["happy": 0.8766, "sad": 0.1234])
    #expect(value["modified"] == .null)
    #expect(value["agreement"] == .null)
    #expect(value["alignment"] == .null)
    #expect(
      value.value(at: ["modalities", "face"])?.serialized()
        == #"{"present":false,"weight":0,"coverage":null,"faces":null,"probabilities":null}"#
    )
  }

  @Test("An error record ends with kind and message")
  func errorRecord() throws {
    #expect(
      try text(SampleRecords.failed)
        == #"{"schema":"emocli.clip/1","path":"x.mp4","bytes":null,"modified":null,"status":"error","#
        + #""error":{"kind":"no_streams","message":"no \"stream\"\nat all"}}"#
    )
  }

  @Test("A path that is not UTF-8 is followed by its bytes")
  func pathBytes() throws {
    #expect(
      try text(SampleRecords.full).hasPrefix(
        "{\"schema\":\"emocli.clip/1\",\"path\":\"caf\u{FFFD}.mp4\",\"path_base64\":\"Y2Fm6S5tcDQ=\",\"bytes\":1,"
      )
    )
  }

  @Test("A record decodes as it was encoded", arguments: SampleRecords.all)
  func roundTrip(record: ClipRecord) throws {
    let written = try JSONValue.encoding(record).utf8()
    let read = try JSONDecoder().decode(ClipRecord.self, from: Data(written))
    #expect(read.path == record.path)
    #expect(try JSONValue.encoding(read).utf8() == written)
    let readAgain = try JSONDecoder().decode(ClipRecord.self, from: Data(written))
    #expect(readAgain == read)
  }

  @Test("Values that need no rounding decode exactly")
  func equalValues() throws {
    var record = SampleRecords.full
    guard case .ok(var analysis) = record.outcome else { return }
    analysis.durationSeconds = 3.303
    analysis.voice?.measures["snr_db"] = 24.1
    analysis.faces?[0].box.x = 10.3
    analysis.segments?[0].valence = 0.6
    analysis.judgedSeconds = 36
    record.outcome = .ok(analysis)
    let written = try JSONValue.encoding(record).utf8()
    #expect(try JSONDecoder().decode(ClipRecord.self, from: Data(written)) == record)
  }

  @Test("Decoding ignores unknown keys and refuses another schema")
  func unknownKeys() throws {
    let added = try text(SampleRecords.failed).replacing("\"status\"", with: "\"later\":[1,{}],\"status\"")
    #expect(try JSONDecoder().decode(ClipRecord.self, from: Data(added.utf8)) == SampleRecords.failed)
    let other = added.replacing("emocli.clip/1", with: "emocli.clip/2")
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(ClipRecord.self, from: Data(other.utf8)) }
  }

  @Test("A record from before the time shares decodes without them")
  func olderRecord() throws {
    let new = try text(SampleRecords.ok)
    let old = new.replacing(#""time_share":null,"judged_s":null,"#, with: "")
      .replacing(#","valence":0.6,"arousal":0.4,"speech_ratio":0.87,"weight_voice":0.45"#, with: "")
    #expect(old.count < new.count - 80)
    let analysis = try JSONDecoder().decode(ClipRecord.self, from: Data(old.utf8)).analysis
    #expect(analysis?.segments?.first?.emotion == .label(.happy) && analysis?.segments?.first?.voiceWeight == nil)
    #expect(analysis?.timeShare == nil && analysis?.judgedSeconds == nil)
  }

  @Test("Shares have four decimals, sum to 1 and stand in canonical order, uncertain last")
  func shares() throws {
    let seconds: [EmotionVerdict: Double] = [.uncertain: 1, .label(.sad): 1, .label(.neutral): 1, .label(.calm): 0]
    let shares = try #require(EmotionShares(seconds))
    let json = try JSONValue.encoding(shares)
    #expect(json.serialized() == #"{"neutral":0.3334,"calm":0,"sad":0.3333,"uncertain":0.3333}"#)
    #expect(shares[.label(.happy)] == nil && shares[.label(.calm)] == 0)
    #expect(shares.ranked.map(\.verdict) == [.label(.neutral), .label(.sad), .uncertain, .label(.calm)])
    for count in 1...9 {
      let thirds = EmotionVerdict.allCases.prefix(count).enumerated().map { ($1, 1 / Double($0 + 3)) }
      let value = try #require(EmotionShares(Dictionary(uniqueKeysWithValues: thirds)))
      let parts = EmotionVerdict.allCases.compactMap { value[$0] }.map { Int(($0 * 10_000).rounded()) }
      #expect(parts.count == count && parts.reduce(0, +) == 10_000)
    }
    #expect(EmotionShares([:]) == nil && EmotionShares([.label(.sad): 0]) == nil)
    #expect(try JSONDecoder().decode(EmotionShares.self, from: Data(json.utf8())) == shares)
  }

  @Test("A clip is long if its recorded duration is above 8 s")
  func long() {
    #expect(!ClipAnalysis.isLong(durationSeconds: 8.000_4) && ClipAnalysis.isLong(durationSeconds: 8.001))
  }

  @Test("A measure that is not finite is null; a required number must be finite")
  func notFinite() throws {
    var analysis = SampleRecords.analysis
    analysis.voice?.measures["snr_db"] = .infinity
    analysis.agreement = .nan
    let value = try JSONValue.encoding(analysis)
    #expect(value.value(at: ["modalities", "voice", "snr_db"]) == .null)
    #expect(value["agreement"] == .null)

    analysis.confidence = .nan
    #expect(throws: EncodingError.self) { try JSONValue.encoding(analysis) }
    analysis.confidence = 0.8
    analysis.probabilities[.calm] = .infinity
    #expect(throws: EncodingError.self) { try JSONValue.encoding(analysis) }
  }

  @Test("Small negative numbers round to 0, not to −0")
  func minusZero() throws {
    var analysis = SampleRecords.analysis
    analysis.valence = -0.000_01
    #expect(try JSONValue.encoding(analysis)["valence"]?.serialized() == "0")
  }

  @Test("Verdicts and failure kinds have the documented values")
  func words() {
    #expect(
      EmotionVerdict.allCases.map(\.rawValue)
        == ["neutral", "calm", "happy", "sad", "angry", "fearful", "disgust", "surprised", "uncertain"]
    )
    #expect(EmotionVerdict(rawValue: "bored") == nil)
    #expect(
      ClipFailure.Kind.allCases.map(\.rawValue) == [
        "not_found", "unreadable", "unsupported", "corrupt", "no_streams", "no_speech_or_face", "too_short",
        "too_large", "timeout", "model", "internal",
      ]
    )
  }

  @Test("Labels are ranked by probability")
  func ranking() {
    #expect(SampleRecords.probabilities.ranked.prefix(3).map(\.label) == [.happy, .surprised, .angry])
    #expect(Probabilities(canonical: [Float](repeating: 0.125, count: 8)).ranked.map(\.label) == EmotionLabel.allCases)
  }
}
