import Formats
import Records
import Reporting
import TestSupport
import Testing

@Suite("A row per segment")
struct SegmentRowTests {
  private static let records: [ClipRecord] = {
    var silent = Samples.analysis
    silent.segments = []
    return [Samples.voiceOnly, Samples.record("silent.mp4", silent), Samples.failed, Samples.notUTF8]
  }()

  private func written(_ format: RecordFormat, fields: String? = nil) throws -> MemorySink {
    let sink = MemorySink()
    let selection = try fields.map { try FieldSelection(parsing: $0, of: .segments) }
    let writer = format.writer(to: sink, rows: .segments, fields: selection)
    try writer.begin()
    for record in Self.records { try writer.write(record) }
    try writer.finish()
    return sink
  }

  @Test("JSON Lines: the clip's keys, then the segment's; no clip is without a row")
  func lines() throws {
    let sink = try written(.jsonl)
    // A clip's rows are one write.
    #expect(sink.writes.count == Self.records.count)
    let nothing = """
      "start_s":null,"end_s":null,"emotion":null,"confidence":null,"probabilities":null,"valence":null,"arousal":null,\
      "speech_ratio":null,"weight_voice":null}
      """
    #expect(
      sink.text == """
        {"path":"call, \\"left\\"\\n.wav","channel":2,"speaker":null,"status":"ok","error":null,"start_s":0,"end_s":1.5,\
        "emotion":"sad","confidence":0.7,"probabilities":{"happy":0.3,"sad":0.7},"valence":-0.2,"arousal":0.1,\
        "speech_ratio":0.75,"weight_voice":1}
        {"path":"call, \\"left\\"\\n.wav","channel":2,"speaker":null,"status":"ok","error":null,"start_s":1.5,"end_s":3,\
        "emotion":null,"confidence":null,"probabilities":null,"valence":null,"arousal":null,"speech_ratio":0,\
        "weight_voice":null}
        {"path":"silent.mp4","channel":null,"speaker":null,"status":"ok","error":null,\(nothing)
        {"path":"x.mp4","channel":null,"speaker":null,"status":"error","error":{"kind":"no_streams",\
        "message":"no sound, no picture"},\(nothing)
        {"path":"\u{FFFD}/a","path_base64":"6S9h","channel":null,"speaker":null,"status":"error","error":\
        {"kind":"not_found","message":"nothing is there"},\(nothing)

        """
    )
  }

  @Test("CSV: fixed columns")
  func sheet() throws {
    let sink = try written(.csv)
    #expect(sink.writes.count == 1 + Self.records.count)
    let rows = cells(ofCSV: sink.text)
    #expect(rows.count == 6 && rows.allSatisfy { $0.count == rows[0].count })
    #expect(
      rows[0] == ["path", "channel", "speaker", "status", "error.kind", "error.message", "start_s", "end_s"]
        + ["emotion", "confidence"] + EmotionVerdict.allCases.dropLast().map { "probabilities.\($0.rawValue)" }
        + ["valence", "arousal", "speech_ratio", "weight_voice", "text"]
    )
    #expect(rows[0] == RecordRows.segments.columns)
    #expect(rows[1].prefix(10) == ["call, \"left\"\n.wav", "2", "", "ok", "", "", "0", "1.5", "sad", "0.7"])
    #expect(rows[4][4] == "no_streams" && rows[4][6...].allSatisfy(\.isEmpty))
  }

  @Test("Fields select among the row's keys; another name gets their list")
  func fields() throws {
    let sink = try written(.csv, fields: "emotion,path,error.kind,path_base64")
    #expect(sink.text.hasPrefix("emotion,path,error.kind,path_base64\nsad,\"call, \"\"left\"\"\n.wav\",,\n"))
    #expect(throws: FieldSelectionError.unknown("bytes", of: .segments)) {
      try FieldSelection(parsing: "path,bytes", of: .segments)
    }
    #expect("\(FieldSelectionError.unknown("bytes", of: .segments))".contains("speaker, status, error, start_s, end_s"))
    #expect(throws: FieldSelectionError.unknown("start_s")) { try FieldSelection(parsing: "start_s") }
  }
}
