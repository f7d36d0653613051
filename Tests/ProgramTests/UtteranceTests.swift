import Formats
import Foundation
import TestSupport
import Testing

@Suite("--timeline utterance")
struct UtteranceTests {
  private let folder: WorkFolder

  init() throws {
    folder = try WorkFolder()
  }

  private func records(_ options: String, of clip: Argument) throws -> [JSONValue] {
    try Program.run(["analyze", "--timeline", "utterance"] + .words(options) + [clip]).records()
  }

  private static func times(_ record: JSONValue?) -> [ClosedRange<Double>] {
    (record?["segments"]?.elements ?? []).map { $0["start_s"]!.number!...$0["end_s"]!.number! }
  }

  /// Whether the segments ascend, do not overlap and lie within the analysed part.
  private static func areInOrder(_ record: JSONValue?, from start: Double = 0) -> Bool {
    let times = times(record)
    guard let first = times.first, let last = times.last, let duration = record?["duration_s"]?.number else {
      return false
    }
    return zip(times, times.dropFirst()).allSatisfy { $0.upperBound <= $1.lowerBound }
      && first.lowerBound >= start && last.upperBound <= start + duration + 1e-9
  }

  /// Returns the committed sentence twice, with silence around it, and the start and end of each sentence's sound.
  private static func twoSentences() throws -> (file: WaveFile, sentences: [ClosedRange<Double>]) {
    var file = try WaveFile.speech()
    let speech = file.data
    let levels = stride(from: 0, to: speech.count, by: 2).map {
      abs(Int(Int16(truncatingIfNeeded: Int(speech[$0]) | Int(speech[$0 + 1]) << 8)))
    }
    let minimum = levels.max()! / 20
    func seconds(_ sample: Int) -> Double { Double(sample) / Double(file.rate) }
    func silence(_ seconds: Double) -> [UInt8] { [UInt8](repeating: 0, count: 2 * Int(seconds * Double(file.rate))) }
    let sound = seconds(levels.firstIndex { $0 > minimum }!)...seconds(levels.lastIndex { $0 > minimum }!)
    let starts = [1.2, 1.2 + seconds(levels.count) + 1.5]
    file.data = silence(1.2) + speech + silence(1.5) + speech + silence(0.8)
    return (file, starts.map { $0 + sound.lowerBound...$0 + sound.upperBound })
  }

  @Test("Two sentences are two utterances, for any number of jobs and any format")
  func sentences() throws {
    let (file, sentences) = try Self.twoSentences()
    let clip = Argument(try folder.put(file.bytes, "two.wav"))
    let record = try #require(try records("", of: clip).first)
    let times = Self.times(record)
    #expect(times.count == 2 && Self.areInOrder(record))
    for (time, sentence) in zip(times, sentences) {
      #expect(abs(time.lowerBound - sentence.lowerBound) < 0.15 && abs(time.upperBound - sentence.upperBound) < 0.15)
    }
    for segment in record["segments"]?.elements ?? [] {
      #expect(segment["emotion"]?.text != nil)
      #expect(abs(RecordChecks.labelled(segment["probabilities"]).values.reduce(0, +) - 1) < 0.001)
    }
    #expect(record["options"] == "--timeline utterance")
    let speech = try #require(record.value(at: ["modalities", "voice", "speech_ratio"])?.number)
    let spoken = times.reduce(0) { $0 + $1.upperBound - $1.lowerBound }
    #expect(speech * record["duration_s"]!.number! <= spoken + 0.02)
    let batch = try Program.run([
      "analyze", "--timeline", "utterance", "-j", "2", clip, Argument(Repository.fixture("speech.wav")),
    ])
    #expect(RecordChecks.areEqual(try batch.records()[0], record))
    let table = try Program.run(["analyze", "--timeline", "utterance", "-f", "table", clip])
    // The clip is long: a line says which labels it has most of the time.
    #expect(table.status == 0 && table.lines.count == 5)
    let sheet = try Program.run(["analyze", "--timeline", "utterance", "-f", "csv", "--fields", "segments", clip])
    #expect(sheet.status == 0 && sheet.text.contains("start_s"))
  }

  @Test("Long continuous speech is split")
  func longSpeech() throws {
    let clip = Argument(try folder.put(WaveFile.speech(seconds: 30).bytes, "long.wav"))
    for (options, start, duration) in [("", 0, 30.0), ("--start 2.5 --duration 20", 2.5, 20)] {
      let record = try records(options, of: clip).first
      let times = Self.times(record)
      #expect(Self.areInOrder(record, from: start) && Double(times.count) >= duration / 8)
      #expect(times.allSatisfy { $0.upperBound - $0.lowerBound <= 8.001 })
      let speech = try #require(record?.value(at: ["modalities", "voice", "speech_ratio"])?.number)
      #expect(speech * duration <= times.reduce(0) { $0 + $1.upperBound - $1.lowerBound } + 0.02)
    }
  }

  @Test("Each channel has its own utterances")
  func channels() throws {
    var file = try WaveFile.speech(seconds: 4)
    let rest = [UInt8](repeating: 0, count: 2 * file.rate)
    let (left, right) = (file.data + rest, rest + file.data)
    file.channels = 2
    file.data = stride(from: 0, to: left.count, by: 2).flatMap { left[$0..<$0 + 2] + right[$0..<$0 + 2] }
    let clip = Argument(try folder.put(file.bytes, "stereo.wav"))
    let each = try records("--channel each", of: clip)
    #expect(each.count == 2 && each.allSatisfy { Self.areInOrder($0) })
    for (index, record) in each.enumerated() {
      #expect(try records("--channel \(index + 1)", of: clip).first?["segments"] == record["segments"])
    }
    let starts = each.compactMap { Self.times($0).first?.lowerBound }
    #expect(starts.count == 2 && abs(starts[1] - starts[0] - 1) < 0.1)
  }

  @Test("Without speech or without the voice stream there are no utterances")
  func none() throws {
    let face = Argument(Repository.fixture("face.mp4"))
    #expect(try Self.times(records("", of: face).first).count >= 1)
    #expect(try records("--modality face", of: face).map { $0["segments"] } == [[]])
    #expect(try records("", of: Argument(Repository.fixture("face-silent.mp4"))).map { $0["segments"] } == [[]])
    let table = try folder.put(Array(FaceTableProgramTests.table().utf8), "face.csv")
    let tone = Argument(Repository.fixture("tone.wav"))
    let result = try Program.run(["analyze", "--timeline", "utterance", "--face-csv", Argument(table), tone])
    #expect(try result.records().map { $0["segments"] } == [[]])
  }
}
