import Formats
import Foundation
import Glibc
import TestSupport
import Testing

@Suite("evaluate")
struct EvaluationTests {
  private let folder: WorkFolder

  init() throws {
    folder = try WorkFolder()
    for name in ["speech.wav", "face.mp4", "face-happy.png", "face-surprised.png", "frame.png"] {
      try folder.copy(Repository.fixture(name), as: "clips/\(name)")
    }
  }

  /// Runs `evaluate` on a manifest of these lines beside the clips.
  private func evaluate(_ lines: [String], _ options: String = "--format json") throws -> Program.Result {
    let manifest = Argument(try folder.put(lines.joined(separator: "\n"), "clips/M.csv"))
    return try Program.run(["evaluate", "--manifest", manifest] + .words(options))
  }

  private static let mixed = [
    "path,emotion,speaker,corpus", "speech.wav,neutral,a,sound", "./face.mp4,neutral,b,sound",
    "face-happy.png,happy,c,still", "face-surprised.png,surprised,d,still", "frame.png,sad,d,still",
  ]

  @Test("Figures for every corpus and head, and records with the manifest's paths", arguments: [1, 2])
  func figures(jobs: Int) throws {
    let result = try evaluate(Self.mixed, "--format json -j \(jobs) --records \(folder.path("r.jsonl"))")
    // The test pattern contains no face.
    #expect(result.status == 1 && result.error.contains("frame.png: no_speech_or_face"))
    let report = try JSONValue(parsing: result.output)
    #expect(report["clips"] == 5 && report["failed"] == 1 && report["split"] == .null)
    #expect(report["speaker_disjoint"] == true)
    #expect(report["speakers"]?.text == "yes: the model was trained on none of the speakers")
    let still = try #require(report.value(at: ["heads", "face", "still"]))
    #expect(still["clips"] == 3 && still["missing"] == 1 && still["labels"] == 3 && still["war"] == 0.6667)
    #expect(still.value(at: ["recall", "happy"]) == 1 && still.value(at: ["confusion", "sad", "missing"]) == 1)
    let voice = try #require(report.value(at: ["heads", "voice", "still"]))
    #expect(voice["missing"] == 3 && voice["uar"] == 0 && voice["ece"] == .null && voice["brier"] == .null)
    #expect(report.value(at: ["heads", "fused", "sound", "missing"]) == 0)
    let lines = try folder.text("r.jsonl").split(separator: "\n").map { try RecordChecks.check(String($0)) }
    let paths = ["speech.wav", "./face.mp4", "face-happy.png", "face-surprised.png", "frame.png"]
    #expect(lines.map { $0["path"]?.text } == paths)
    let alone = try Program.run("analyze", Argument(folder.path("clips/face.mp4"))).records()[0]
    #expect(alone.without("path", "speaker", "timing") == lines[1].without("path", "speaker", "timing"))
    #expect(try folder.entries == ["clips", "r.jsonl"])
  }

  @Test("The table has a row for each corpus and head, and the confusion matrices")
  func table() throws {
    let result = try evaluate(Self.mixed, "--format table -q")
    let text = result.text.split(separator: " ").joined(separator: " ")
    for words in ["5 clips, 1 failed", "speaker-disjoint: yes", "still face 3 1 3 66.67", "still voice 3 3 3 0.00"] {
      #expect(text.contains(words), "\(words)")
    }
    #expect(result.lines.contains { $0.hasPrefix("happy") && $0.hasSuffix("100.0") })
  }

  @Test("Only rows with split test are evaluated, if there are any")
  func split() throws {
    let result = try evaluate(["path,emotion,split", "speech.wav,neutral,train", "face-happy.png,happy,test"])
    #expect(result.status == 0 && result.error.contains("evaluating only clips with split test: 1 of 2"))
    let report = try JSONValue(parsing: result.output)
    #expect(report["split"] == "test" && report["clips"] == 1)
    #expect(report.value(at: ["heads", "fused"])?.keys == [""])
  }

  @Test("A face table, or one of its rows, replaces the video")
  func faceTables() throws {
    let rows = FaceTableProgramTests.table(smilesFrom: 0.05).split(separator: "\r\n").map(String.init)
    let plain = rows[1].split(separator: ", ").dropFirst(5).joined(separator: ",")
    let smile = rows[3].split(separator: ", ").dropFirst(5).joined(separator: ",")
    let header = "key," + rows[0].split(separator: ", ").dropFirst(5).joined(separator: ",")
    try folder.put([header, "plain,\(plain)", "\"a smile\",\(smile)"].joined(separator: "\n"), "clips/faces.csv")
    try folder.copy(Repository.fixture("speech.wav"), as: "clips/two.wav")
    try folder.copy(Repository.fixture("speech.wav"), as: "clips/three.wav")
    let result = try evaluate(
      [
        "path,emotion,face_csv", "speech.wav,neutral,faces.csv#plain", "two.wav,happy,faces.csv#a smile",
        "three.wav,happy,faces.csv#nobody",
      ],
      "--records \(folder.path("r.jsonl"))"
    )
    let records = try folder.text("r.jsonl").split(separator: "\n").map { try RecordChecks.check(String($0)) }
    try #require(records.count == 3)
    let happy = records.map { $0.value(at: ["modalities", "face", "probabilities", "happy"])?.number ?? .nan }
    #expect(happy[0] < 0.3 && happy[1] > 0.5)
    #expect(records[1]["options"]?.text == "--face-csv \(folder.path("clips/faces.csv"))#a smile")
    #expect(result.status == 1 && records[2].outcome == "corrupt")
    #expect(result.error.contains("no row has 'nobody' in its first column"))
  }

  @Test("A warning names the overlap with the model's training speakers")
  func overlap() throws {
    func run(_ speakers: String) throws -> (report: JSONValue, error: String) {
      let model = try ModelFile.fusion(withSpeakers: speakers, in: folder)
      let result = try evaluate(
        ["path,emotion,speaker,corpus", "face-happy.png,happy,c,still", "face-surprised.png,surprised,d,still"],
        "--format json --model \(model)"
      )
      #expect(result.status == 0)
      return (try JSONValue(parsing: result.output), result.error)
    }
    let (known, warning) = try run(#"["still/c","other/d"]"#)
    #expect(known["speaker_disjoint"] == false)
    #expect(known["speakers_in_training"] == ["still/c"])
    #expect(warning.contains("emocli: warning: not speaker-disjoint: the model was trained on 1 speaker"))
    #expect(warning.contains("with 1 of the 2 clips"))
    let (strange, silence) = try run(#"["other/c"]"#)
    #expect(strange["speaker_disjoint"] == true && silence.isEmpty)
    let broken = try ModelFile.fusion(withSpeakers: "c, d", in: folder)
    let result = try evaluate(["path,emotion", "speech.wav,sad"], "--model \(broken)")
    #expect(result.status == 2 && result.error.contains("its speakers are no JSON array of strings"))
  }

  @Test("An invalid manifest is reported with its line, and nothing starts")
  func badManifest() throws {
    try folder.put("precious", "r.jsonl")
    let result = try evaluate(
      ["path,emotion", "speech.wav,neutral", "face.mp4,joy"],
      "--records \(folder.path("r.jsonl"))"
    )
    #expect(
      result.status == 2 && result.output.isEmpty
        && result.error.contains(#"M.csv: line 3: "joy" is not a known emotion"#)
    )
    let missing = try Program.run("evaluate", "--manifest", "/nonexistent.csv")
    #expect(missing.status == 2 && missing.error.contains("/nonexistent.csv: no such file"))
    let model = try evaluate(["path,emotion", "speech.wav,neutral"], "--model /nonexistent.safetensors")
    #expect(model.status == 2 && model.output.isEmpty)
    let unwritable = try evaluate(["path,emotion", "speech.wav,neutral"], "--records /nonexistent/r.jsonl")
    #expect(unwritable.status == 2 && unwritable.output.isEmpty && unwritable.error.contains("cannot write"))
    #expect(try folder.text("r.jsonl") == "precious")
  }

  @Test("An interrupted run leaves the finished records and no figures")
  func interrupted() throws {
    mkfifo(folder.path("clips/pipe.wav"), 0o600)
    // Open for reading and writing so that neither side blocks; the bytes keep the reader waiting for more.
    let pipe = open(folder.path("clips/pipe.wav"), O_RDWR | O_CLOEXEC)
    defer { close(pipe) }
    #expect(write(pipe, "RIFF", 4) == 4)
    try folder.put("path,emotion\nface-happy.png,happy\npipe.wav,sad\n", "clips/M.csv")
    let program = try RunningProgram([
      "evaluate", "--manifest", Argument(folder.path("clips/M.csv")), "--records", Argument(folder.path("r.jsonl")),
    ])
    #expect(Processes.wait { Processes.writtenBytes(folder) > 100 })
    program.send(signal: SIGINT)
    let result = program.waitForEnd()
    #expect(result.status == 130 && result.output.isEmpty)
    #expect(try folder.text("r.jsonl").split(separator: "\n").count == 1)
    #expect(try folder.entries == ["clips", "r.jsonl"])
  }

  @Test("The records overwrite neither the manifest nor a clip")
  func ownFiles() throws {
    for name in ["M.csv", "speech.wav"] {
      try folder.put("path,emotion\nspeech.wav,sad\n", "clips/M.csv")
      let result = try evaluate(["path,emotion", "speech.wav,sad"], "--records \(folder.path("clips/\(name)"))")
      #expect(result.status == 64 && result.error.contains("--records would overwrite an input file"), "\(name)")
    }
  }
}
