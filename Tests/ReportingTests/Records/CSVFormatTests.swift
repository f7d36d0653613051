import Reporting
import Testing

@Suite("CSV")
struct CSVFormatTests {
  @Test("The header is always the same, even without records")
  func header() throws {
    let header = """
      schema,path,path_base64,bytes,modified,status,error.kind,error.message,channel,speaker,baseline.clips,\
      emotion,confidence,probabilities.neutral,probabilities.calm,probabilities.happy,probabilities.sad,\
      probabilities.angry,probabilities.fearful,probabilities.disgust,probabilities.surprised,valence,arousal,\
      agreement,duration_s,modalities.voice.present,modalities.voice.weight,modalities.voice.speech_ratio,\
      modalities.voice.snr_db,modalities.voice.probabilities.neutral,modalities.voice.probabilities.calm,\
      modalities.voice.probabilities.happy,modalities.voice.probabilities.sad,\
      modalities.voice.probabilities.angry,modalities.voice.probabilities.fearful,\
      modalities.voice.probabilities.disgust,modalities.voice.probabilities.surprised,modalities.face.present,\
      modalities.face.weight,modalities.face.coverage,modalities.face.faces,\
      modalities.face.probabilities.neutral,modalities.face.probabilities.calm,\
      modalities.face.probabilities.happy,modalities.face.probabilities.sad,\
      modalities.face.probabilities.angry,modalities.face.probabilities.fearful,\
      modalities.face.probabilities.disgust,modalities.face.probabilities.surprised,alignment.lag_ms,\
      alignment.cost,segments,time_share.neutral,time_share.calm,time_share.happy,time_share.sad,\
      time_share.angry,time_share.fearful,time_share.disgust,time_share.surprised,time_share.uncertain,judged_s,\
      faces,warnings,model,timing.decode_s,timing.voice_s,timing.face_s,timing.fusion_s,\
      timing.total_s,options

      """
    #expect(try written([], as: .csv).text == header)
    #expect(try written(Samples.all, as: .csv).text.hasPrefix(header))
    #expect(try written([], as: .csv, continuesFile: true).text == "")
  }

  @Test("Each row is a single write and has every column")
  func rows() throws {
    let sink = try written(Samples.all, as: .csv)
    #expect(sink.writes.count == 1 + Samples.all.count)
    let rows = cells(ofCSV: sink.text)
    #expect(rows.count == 1 + Samples.all.count)
    for row in rows { #expect(row.count == CSVWriter.columns.count) }

    func cell(_ row: Int, _ name: String) -> String { rows[row][CSVWriter.columns.firstIndex(of: name)!] }
    #expect(cell(1, "probabilities.happy") == "0.82")
    #expect(cell(1, "modalities.voice.present") == "true")
    #expect(cell(1, "modalities.voice.probabilities.happy") == "")
    #expect(cell(1, "warnings") == "backlit; voice and face disagree")
    #expect(cell(1, "segments") == "")
    #expect(cell(2, "path") == "call, \"left\"\n.wav")
    #expect(cell(2, "probabilities.neutral") == "")
    #expect(cell(2, "modalities.face.present") == "false")
    #expect(cell(2, "modalities.face.weight") == "0")
    #expect(cell(2, "alignment.lag_ms") == "")
    #expect(cell(2, "warnings") == "")
    #expect(
      cell(2, "segments") == """
        [{"start_s":0,"end_s":1.5,"emotion":"sad","confidence":0.7,"probabilities":{"happy":0.3,"sad":0.7},\
        "valence":-0.2,"arousal":0.1,"speech_ratio":0.75,"weight_voice":1},\
        {"start_s":1.5,"end_s":3,"emotion":null,"confidence":null,"probabilities":null,"valence":null,"arousal":null,\
        "speech_ratio":0,"weight_voice":null}]
        """
    )
    #expect(cell(3, "status") == "error")
    #expect(cell(3, "error.message") == "no sound, no picture")
    #expect(cell(3, "emotion") == "")
    #expect(cell(4, "path") == "\u{FFFD}/a")
    #expect(cell(4, "path_base64") == "6S9h")
  }

  @Test("Cells are quoted only if necessary")
  func quoting() throws {
    var analysis = Samples.analysis
    analysis.speaker = ""
    let records = ["a b", "a,b", "a\"b", "a\nb", "a\rb"].map { Samples.record($0, analysis) }
    #expect(
      try written(records + [Samples.failed], as: .csv, fields: "path,speaker,bytes").text
        == "path,speaker,bytes\na b,\"\",401213\n\"a,b\",\"\",401213\n\"a\"\"b\",\"\",401213\n"
        + "\"a\nb\",\"\",401213\n\"a\rb\",\"\",401213\nx.mp4,,12\n"
    )
  }

  @Test("Fields select the columns; an object selects all its keys")
  func fields() throws {
    #expect(
      try written([Samples.ok], as: .csv, fields: "emotion,timing,path").text == """
        emotion,timing.decode_s,timing.voice_s,timing.face_s,timing.fusion_s,timing.total_s,path
        happy,0.09,0.02,0.21,0.01,0.33,clip.mp4

        """
    )
  }
}

/// Parses CSV (RFC 4180).
func cells(ofCSV text: String) -> [[String]] {
  var rows: [[String]] = []
  var row: [String] = []
  var cell = ""
  var isQuoted = false
  var scalars = Array(text.unicodeScalars)[...]
  while let scalar = scalars.popFirst() {
    switch (scalar, isQuoted) {
    case ("\"", true) where scalars.first == "\"":
      scalars.removeFirst()
      cell.append("\"")
    case ("\"", _): isQuoted.toggle()
    case (",", false):
      row.append(cell)
      cell = ""
    case ("\n", false):
      rows.append(row + [cell])
      (row, cell) = ([], "")
    default: cell.unicodeScalars.append(scalar)
    }
  }
  return rows
}
