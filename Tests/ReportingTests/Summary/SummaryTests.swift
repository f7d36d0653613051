import Formats
import Foundation
import Records
import Reporting
import System
import TestSupport
import Testing

@Suite("Summary of the emotions' time")
struct SummaryTests {
  /// A clip that counts wholly as its label, or with shares, the seconds of each label.
  private static func clip(
    _ path: String,
    _ seconds: Double,
    _ emotion: EmotionVerdict = .label(.happy),
    channel: Int? = nil,
    speaker: String? = nil,
    judged: [EmotionVerdict: Double]? = nil
  ) -> ClipRecord {
    var analysis = Samples.analysis
    (analysis.durationSeconds, analysis.emotion) = (seconds, emotion)
    (analysis.channel, analysis.speaker) = (channel, speaker)
    analysis.timeShare = judged.flatMap { EmotionShares($0) }
    analysis.judgedSeconds = judged.map { $0.values.reduce(0, +) }
    return Samples.record(path, analysis)
  }

  private static func failed(_ path: String) -> ClipRecord {
    var record = Samples.failed
    record.path = ClipPath(path)
    return record
  }

  private static let long = clip("b.mp4", 60, speaker: "ben", judged: [.label(.sad): 10, .label(.happy): 30])

  private static func summary(
    of times: [EmotionTime],
    _ format: SummaryWriter.Format = .csv,
    channels: Bool = false
  ) throws -> String {
    let sink = MemorySink()
    let writer = SummaryWriter(sink: sink, format: format, hasRecordPerChannel: channels)
    try writer.begin()
    for time in times { try writer.add(time) }
    try writer.finish()
    #expect(sink.isFinished)
    return sink.text
  }

  /// The rows of the CSV file as dictionaries, without empty cells and zeros.
  private static func rows(_ records: [ClipRecord], channels: Bool = false) throws -> [[String: String]] {
    let sheet = cells(ofCSV: try summary(of: records.map(EmotionTime.init), channels: channels))
    #expect(sheet[0] == SummaryWriter.columns && sheet.allSatisfy { $0.count == sheet[0].count })
    return sheet.dropFirst().map { row in
      Dictionary(uniqueKeysWithValues: zip(sheet[0], row)).filter { !["", "0"].contains($0.value) }
    }
  }

  @Test("A short clip counts as its label, a long one by its shares; speakers and all clips are added up")
  func levels() throws {
    let records = [
      Self.clip("a.wav", 4, speaker: "anna"), Self.long, Self.failed("c.wav"),
      Self.clip("d.wav", 6, .uncertain, speaker: "anna"), Self.clip("e.wav", 90),
    ]
    let rows = try Self.rows(records)
    #expect(
      rows == [
        [
          "level": "clip", "path": "a.wav", "speaker": "anna", "clips": "1", "seconds": "4", "seconds.happy": "4",
          "share.happy": "1",
        ],
        [
          "level": "clip", "path": "b.mp4", "speaker": "ben", "clips": "1", "seconds": "40", "seconds.happy": "30",
          "seconds.sad": "10", "share.happy": "0.75", "share.sad": "0.25",
        ],
        [
          "level": "clip", "path": "d.wav", "speaker": "anna", "clips": "1", "seconds": "6", "seconds.uncertain": "6",
          "share.uncertain": "1",
        ],
        // Nothing of a long clip was judged.
        ["level": "clip", "path": "e.wav", "clips": "1"],
        [
          "level": "speaker", "speaker": "anna", "clips": "2", "seconds": "10", "seconds.happy": "4",
          "seconds.uncertain": "6", "share.happy": "0.4", "share.uncertain": "0.6",
        ],
        [
          "level": "speaker", "speaker": "ben", "clips": "1", "seconds": "40", "seconds.happy": "30",
          "seconds.sad": "10", "share.happy": "0.75", "share.sad": "0.25",
        ],
        [
          "level": "all", "clips": "4", "seconds": "50", "seconds.happy": "34", "seconds.sad": "10",
          "seconds.uncertain": "6", "share.happy": "0.68", "share.sad": "0.2", "share.uncertain": "0.12", "failed": "1",
        ],
      ]
    )
  }

  @Test("Channels have rows of their own; a clip counts once")
  func channels() throws {
    let sad = EmotionVerdict.label(.sad)
    let records = [
      Self.clip("a.wav", 4, channel: 1), Self.clip("a.wav", 4, sad, channel: 2), Self.failed("b.wav"),
      Self.clip("b.wav", 2, sad, channel: 2), Self.clip("b.wav", 2, channel: 1),
    ]
    let rows = try Self.rows(records, channels: true)
    #expect(rows.map { $0["level"] } == ["clip", "clip", "clip", "clip", "channel", "channel", "all"])
    #expect(rows.map { $0["channel"] } == ["1", "2", "2", "1", "1", "2", nil])
    #expect(rows.map { $0["clips"] } == ["1", "1", "1", "1", "2", "2", "3"])
    #expect(rows.map { $0["seconds.sad"] } == [nil, "4", "2", nil, nil, "6", "6"])
    #expect(rows.last?["failed"] == "1" && rows.last?["seconds"] == "12")
    // With one record per clip, each counts.
    let twice = try Self.rows([Self.clip("a.wav", 4), Self.clip("a.wav", 4)])
    #expect(twice.map { $0["clips"] } == ["1", "1", "2"])
  }

  @Test("JSON has the same keys, nested")
  func json() throws {
    let text = try Self.summary(of: [EmotionTime(Self.long), EmotionTime(Self.failed("c.wav"))], .json)
    let rows = try JSONValue(parsing: text).elements
    #expect(rows.count == 3 && text.hasPrefix("[\n{\"level\":\"clip\",\"path\":\"b.mp4\",\"speaker\":\"ben\""))
    #expect(rows[0].value(at: ["seconds", "total"]) == 40 && rows[0].value(at: ["share", "happy"]) == 0.75)
    #expect(rows[0]["failed"] == .null && rows[2]["failed"] == 1 && rows[2].value(at: ["seconds", "sad"]) == 10)
    let empty = try JSONValue(parsing: try Self.summary(of: [], .json)).elements
    #expect(empty.count == 1 && empty[0]["share"] == .null && empty[0]["clips"] == 0)
    #expect(SummaryWriter.Format(of: ClipPath("A.JSON")) == .json && SummaryWriter.Format(of: ClipPath("a")) == .csv)
  }

  @Test("A file of records gives the same summary as the records", arguments: [RecordFormat.jsonl, .csv])
  func fromFile(format: RecordFormat) throws {
    let folder = try WorkFolder()
    let records =
      [Self.clip("a\n.wav", 3.303_04, speaker: "a"), Self.long, Self.failed("c.wav"), Self.clip("d.wav", 9)]
      + Samples.all
    try folder.put(try written(records, as: format).text, "out")
    var times: [EmotionTime] = []
    try EmotionTime.readAll(of: folder.clip("out"), format: format) { times.append($0) }
    #expect(times == records.map(EmotionTime.init))
    #expect(throws: ResumeError.self) {
      try EmotionTime.readAll(of: folder.clip("missing"), format: format) { _ in }
    }
  }

  @Test("A long clip recorded before the shares counts wholly as its label")
  func older() throws {
    let line = String(decoding: Self.clip("a.wav", 60).json.utf8(), as: UTF8.self)
    func seconds(_ text: String) throws -> [EmotionVerdict: Double]? {
      try JSONDecoder().decode(EmotionTime.self, from: Data(text.utf8)).seconds
    }
    #expect(try seconds(line) == [:])
    #expect(try seconds(line.replacing(#""time_share":null,"judged_s":null,"#, with: "")) == [.label(.happy): 60])
  }
}
