import Foundation
import Records
import Testing

@Suite("JSON and JSON Lines")
struct JSONFormatTests {
  @Test("JSON Lines: one record per line and write, and they decode to the same records")
  func lines() throws {
    let sink = try written(Samples.all, as: .jsonl)
    #expect(sink.writes.count == Samples.all.count)
    #expect(sink.isFinished)
    let read = try sink.text.split(separator: "\n").map {
      try JSONDecoder().decode(ClipRecord.self, from: Data($0.utf8))
    }
    #expect(read == Samples.all)
    #expect(try written([], as: .jsonl).text == "")
  }

  @Test("JSON: one array, empty without records")
  func array() throws {
    #expect(try written([], as: .json).text == "[]\n")
    let one = try written([Samples.failed], as: .json).text
    #expect(
      one == """
        [
        {"schema":"emocli.clip/1","path":"x.mp4","bytes":12,"modified":null,"status":"error",\
        "error":{"kind":"no_streams","message":"no sound, no picture"}}
        ]

        """
    )
    let text = try written(Samples.all, as: .json).text
    #expect(try JSONDecoder().decode([ClipRecord].self, from: Data(text.utf8)) == Samples.all)
  }

  @Test("Fields keep their nesting and the requested order")
  func fields() throws {
    let names = "emotion,modalities.voice.weight,path,modalities.face.weight,probabilities,error.kind,baseline.clips"
    #expect(
      try written([Samples.voiceOnly, Samples.failed], as: .jsonl, fields: names).text == """
        {"emotion":"uncertain","modalities":{"voice":{"weight":1},"face":{"weight":0}},\
        "path":"call, \\"left\\"\\n.wav","probabilities":{"happy":0.55,"sad":0.45},"error":{"kind":null},\
        "baseline":{"clips":null}}
        {"emotion":null,"modalities":{"voice":{"weight":null},"face":{"weight":null}},"path":"x.mp4",\
        "probabilities":null,"error":{"kind":"no_streams"},"baseline":{"clips":null}}

        """
    )
  }
}
