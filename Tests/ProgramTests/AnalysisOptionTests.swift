import Emotion
import Formats
import Foundation
import TestSupport
import Testing

@Suite("Options that change a record")
struct AnalysisOptionTests {
  static let speech = Argument(Repository.fixture("speech.wav"))

  func record(_ options: String, of clip: Argument = speech) throws -> JSONValue {
    let records = try Program.run(["analyze"] + .words(options) + [clip]).records()
    return try #require(records.first)
  }

  @Test("--labels: only these labels, with their probabilities in the same proportions")
  func labels() throws {
    let all = try RecordChecks.labelled(record("")["probabilities"])
    let restricted = try record("--labels happy,sad")
    let two = RecordChecks.labelled(restricted["probabilities"])
    #expect(Set(two.keys) == ["happy", "sad"] && Set(all.keys) == Set(EmotionLabel.allCases.map(\.rawValue)))
    let sum = try #require(all["happy"]) + #require(all["sad"])
    for label in ["happy", "sad"] { #expect(abs(two[label]! - all[label]! / sum) < 0.001) }
    #expect(restricted["options"] == "--labels happy,sad")
    // Whichever order they are typed in.
    #expect(try record("--labels sad,happy")["options"] == "--labels happy,sad")
  }

  @Test("--min-confidence: below it the emotion is uncertain; the probabilities are unchanged")
  func uncertain() throws {
    let (plain, strict) = (try record(""), try record("--min-confidence 1"))
    #expect(strict["emotion"] == "uncertain" && plain["emotion"] != "uncertain")
    #expect(strict["probabilities"] == plain["probabilities"] && strict["confidence"] == plain["confidence"])
    #expect(plain["options"] == .null)
    let confidence = try #require(plain["confidence"]?.number)
    #expect(try record("--min-confidence \(confidence / 2)")["emotion"] == plain["emotion"])
  }

  @Test("--timeline: the segments cover the clip without gaps")
  func timeline() throws {
    let folder = try WorkFolder()
    let long = Argument(try folder.put(WaveFile.speech(seconds: 10).bytes, "long.wav"))
    let table: [(Argument, String, Double, Int)] = [
      (Self.speech, "--timeline 1", 3.287, 4), (Self.speech, "--timeline 60", 3.287, 1), (long, "--timeline 1", 10, 10),
      (long, "--timeline 0.5", 10, 20), (long, "--timeline 2.5", 10, 4), (long, "--timeline 4.7", 10, 3),
      (long, "--timeline 3 --start 2.5 --duration 5", 5, 2),
    ]
    for (clip, options, duration, count) in table {
      let record = try record(options, of: clip)
      let segments = record["segments"]?.elements ?? []
      let start = options.contains("--start") ? 2.5 : 0
      #expect(record["duration_s"]?.number == duration && segments.count == count, "\(options)")
      #expect(segments.first?["start_s"]?.number == start)
      #expect(segments.last?["end_s"]?.number == start + duration)
      for (one, next) in zip(segments, segments.dropFirst()) { #expect(one["end_s"] == next["start_s"], "\(options)") }
      for segment in segments where segment["emotion"] != .null {
        let probabilities = RecordChecks.labelled(segment["probabilities"])
        #expect(abs(probabilities.values.reduce(0, +) - 1) < 0.001)
        #expect(probabilities.values.max() == segment["confidence"]?.number)
      }
      #expect(record["options"] == .string(options))
    }
  }

  @Test("--timeline: a silent segment has no emotion")
  func silentSegment() throws {
    let folder = try WorkFolder()
    var file = try WaveFile.speech()
    let speech = file.data
    file.data += [UInt8](repeating: 0, count: 2 * 22_050 * 6) + speech
    let segments = try record("--timeline 2", of: Argument(folder.put(file.bytes, "pause.wav")))["segments"]?.elements
    let silent = try #require(segments)[2]
    #expect(["emotion", "confidence", "probabilities"].allSatisfy { silent[$0] == .null })
    #expect(segments?.first?["emotion"] != .null && segments?.last?["emotion"] != .null)
  }

  @Test("--start and --duration select a part of the clip")
  func part() throws {
    let whole = try record("")
    let (head, tail) = (try record("--duration 2"), try record("--start 1.5"))
    #expect(head["duration_s"] == 2 && head["options"] == "--duration 2")
    #expect(abs(tail["duration_s"]!.number! - 1.787) < 0.002 && tail["options"] == "--start 1.5")
    #expect(head["probabilities"] != whole["probabilities"] && tail["probabilities"] != whole["probabilities"])
    #expect(try record("--duration 100")["probabilities"] == whole["probabilities"])
    for part in ["--start 100", "--start 3.2", "--duration 0.05"] {
      #expect(try record(part).outcome == "too_short", "\(part)")
    }
  }

  @Test("--modality voice equals auto for a clip with only sound")
  func modality() throws {
    let record = try record("--modality voice")
    #expect(record.without("options", "timing") == (try self.record("").without("options", "timing")))
    #expect(record["options"] == "--modality voice")
    #expect(record.value(at: ["modalities", "voice", "weight"]) == 1)
    #expect(record.value(at: ["modalities", "face", "present"]) == false && record["agreement"] == .null)
  }

  @Test("Workers use the same options as a single-clip run")
  func workers() throws {
    let folder = try WorkFolder()
    let clip = Argument(try folder.put(WaveFile.speech().bytes, "-odd=name.wav"))
    let options =
      "--channel 1 --modality voice --face largest --labels happy,sad,angry --min-confidence 0.9 "
      + "--timeline 1 --start 0.5 --duration 2.25 --speaker-by regex:([a-z]+)= --timeout 50"
    let one = try Program.run(["analyze"] + .words(options) + [clip]).records()
    let two = try Program.run(["analyze", "-q"] + .words(options) + [clip, clip]).records()
    #expect(one.count == 1 && two.count == 2 && one[0]["speaker"] == "odd")
    // All options that the record shows.
    #expect(one[0]["options"]?.text?.split(separator: "--").count == 9)
    #expect(two.allSatisfy { $0["options"] == one[0]["options"] && $0["segments"]?.elements.count == 3 })
    #expect(two[0].without("timing") == two[1].without("timing"))
  }
}
