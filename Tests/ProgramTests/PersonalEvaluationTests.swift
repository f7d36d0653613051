import Formats
import TestSupport
import Testing

@Suite("evaluate and train --personal-baseline")
struct PersonalEvaluationTests {
  private let folder: WorkFolder
  private static let rows = [
    "path,emotion,speaker,corpus,part", "speech.wav,neutral,a,one,0", "face.jpg,happy,a,one,0",
    "speech.opus,sad,a,two,1", "speech.mp4,neutral,,two,1",
  ]

  init() throws {
    folder = try WorkFolder()
    for name in ["speech.wav", "face.jpg", "speech.opus", "speech.mp4"] {
      try folder.copy(Repository.fixture(name), as: name)
    }
    try folder.put(Self.rows.joined(separator: "\n"), "M.csv")
  }

  private func records(_ name: String) throws -> [JSONValue] {
    try folder.text(name).split(separator: "\n").map { try RecordChecks.check(String($0)).without("timing") }
  }

  @Test("Rows are scored against their speaker's baseline, rows without a speaker without one")
  func evaluation() throws {
    func evaluate(_ options: String) throws -> JSONValue {
      let result = try Program.run(
        .words("evaluate --manifest M.csv --format json \(options)"),
        directory: folder.path
      )
      #expect(result.status == 0, "\(result.error)")
      return try JSONValue(parsing: result.output)
    }
    let report = try evaluate("--personal-baseline -j 1 --records r.jsonl")
    #expect(report["personal_baseline"] == true && report["clips"] == 4)
    let records = try records("r.jsonl")
    #expect(records.map { $0["path"]?.text } == Self.rows.dropFirst().map { String($0.prefix { $0 != "," }) })
    #expect(records.map { $0["speaker"]?.text } == ["a", "a", "a", nil])
    // The speaker a of another corpus is a different speaker.
    #expect(records.map { $0.value(at: ["baseline", "clips"]) } == [2, 2, 1, nil])

    _ = try evaluate("--personal-baseline -j 2 --records s.jsonl")
    #expect(try self.records("s.jsonl") == records)
    let general = try evaluate("--records g.jsonl")
    #expect(general["personal_baseline"] == false)
    #expect(try self.records("g.jsonl").last == records.last)
    let analyzed = try Program.run(
      .words("analyze --speaker-by regex:. speech.wav face.jpg"),
      directory: folder.path
    ).records()
    // The expression takes the first letter, so each path has its own speaker.
    #expect(analyzed.map { $0["speaker"]?.text } == ["s", "f"])
    let together = try Program.run(
      .words("analyze --speaker-by directory speech.wav face.jpg"),
      directory: folder.path
    ).records()
    for (one, other) in zip(together, records) { #expect(one["probabilities"] == other["probabilities"]) }
  }

  @Test("Out-of-fold records are scored the same way")
  func training() throws {
    let result = try Program.run(
      .words(
        "train --manifest M.csv --output m --folds part --personal-baseline --epochs 1 --records r.jsonl --cache cache -q"
      ),
      directory: folder.path
    )
    #expect(result.status == 0 && result.text.contains("against each speaker's own clips"), "\(result.error)")
    let records = try records("r.jsonl")
    #expect(records.map { $0["speaker"]?.text } == ["a", "a", "a", nil])
    #expect(records.map { $0.value(at: ["baseline", "clips"]) } == [2, 2, 1, nil])
  }
}
