import Foundation
import Glibc
import Numerics
import Runs
import TestSupport
import Testing

@Suite("train")
struct TrainingTests {
  /// The clips, their manifest and the outputs of training.
  private let clips: TrainingClips

  init() throws {
    clips = try TrainingClips()
  }

  @Test("The trained model can analyse and lists its speakers; the log and the report describe the training")
  func model() throws {
    let result = try clips.train("--epochs 2 --log \(clips.path("l.csv")) --report \(clips.path("r.html"))")
    #expect(result.status == 0 && result.output.isEmpty, "\(result.error)")
    #expect(result.error.contains("emocli: all, epoch 2 of 2: training loss "))
    #expect(result.error.contains("m.safetensors: emocli-trained \(ProgramInfo.version)-"))
    #expect(try clips.folder.entries == ["clips", "l.csv", "m.safetensors", "r.html"])
    let file = try SafeTensors(path: clips.path("m.safetensors"))
    #expect(file.metadata["speakers"] == #"["sound/a","sound/b","sound/d","still/c"]"#)
    #expect(file.metadata["training"] == "4 clips of 4 speakers: sound 3, still 1" && file.metadata["seed"] == "1")
    let precise = file.entries.filter { $0.value.dtype != "F16" }
    #expect(Set(precise.keys) == ["voice.states.mean", "voice.states.scale"])
    #expect(file.metadata["licence"]?.hasPrefix("research only") == true && file.metadata["labels"] != nil)
    let log = try clips.folder.text("l.csv").split(separator: "\n")
    #expect(log.count == 3 && log[0].hasPrefix("fold,epoch,training_loss,") && log[2].hasPrefix("all,2,"))
    let page = try clips.folder.text("r.html")
    #expect(page.contains("<svg") && page.contains("4 clips of 4 speakers") && !page.contains("http"))

    let face = Argument(Repository.fixture("face.mp4"))
    let record = try Program.run("analyze", "--model", Argument(clips.path("m.safetensors")), face).records()[0]
    #expect(record["model"]?.text == "emocli-trained \(file.metadata["version"] ?? "")")
    let known = try Program.run([
      "evaluate", "--manifest", Argument(clips.path("clips/M.csv")), "--model", Argument(clips.path("m.safetensors")),
    ])
    #expect(known.error.contains("not speaker-disjoint: the model was trained on 4 speakers of the manifest"))
  }

  @Test("The same seed gives the same bytes for any -j; another seed or initial model gives others")
  func reproducible() throws {
    let (folds, model) = ("--folds 2", "--model \(clips.path("a"))")
    for (name, options) in [("a", "\(folds) -j 1"), ("b", "\(folds) -j 2"), ("c", "--seed 2"), ("d", model)] {
      let result = try clips.train("--epochs 1 -q \(options)", output: name)
      #expect(result.status == 0 && result.text.isEmpty != options.contains("--folds"), "\(result.error)")
    }
    let models = try ["a", "b", "c", "d"].map { try clips.folder.bytes($0) }
    #expect(models[0] == models[1] && models[0] != models[2] && models[0] != models[3])
    let named = try clips.train("--epochs 1 -q --identity", more: ["my model 2.0"])
    #expect(named.status == 0)
    let file = try SafeTensors(path: clips.path("m.safetensors"))
    #expect(file.metadata["name"] == "my model" && file.metadata["version"] == "2.0")
  }

  @Test("The out-of-fold records are in manifest order and evaluated")
  func folds() throws {
    let result = try clips.train(
      "--epochs 1 --folds part --encoders \(Repository.models)/folds --records \(clips.path("r.jsonl")) --no-progress"
    )
    #expect(result.status == 0 && result.error.hasSuffix("epoch 1 of at most 1\n"), "\(result.error)")
    #expect(result.text.contains("4 clips; emocli-trained") && result.text.contains("out of fold"))
    #expect(
      result.text.contains(
        "4 people in 2 parts; speaker-disjoint: yes, except that the voice encoder may have been pre-trained on their voices\n"
      )
    )
    #expect(result.error.contains("emocli: wrote the records to \(clips.path("r.jsonl"))\n"))
    let records = try clips.folder.text("r.jsonl").split(separator: "\n").map { try RecordChecks.check(String($0)) }
    #expect(records.map { $0["path"]?.text } == TrainingClips.names.map { "./\($0)" })
    let versions = records.map { $0["model"]?.text?.suffix(10) }
    #expect(versions == ["-without-0", "-without-1", "-without-0", "-without-1"])
    #expect(try clips.folder.entries == ["clips", "m.safetensors", "r.jsonl"])
    let flattering = try clips.train("--epochs 1 --folds part -j 1 --no-progress")
    #expect(flattering.error.contains("emocli: warning: the shipped encoders may have been trained on these speakers"))
    #expect(
      flattering.text.contains(
        "by folds: 4 people in 2 parts; no person is in two, but the shipped encoders may have seen them\n"
      )
    )
  }

  @Test("The shipped model stands beside the new one, and the table says if the new one is not better")
  func shippedModel() throws {
    // A single epoch on four clips learns nothing.
    let result = try clips.train("--epochs 1 --folds part --no-progress --report \(clips.path("p"))")
    let rows = result.lines.filter { $0.hasPrefix("sound") && $0.contains(" fused ") }
    #expect(rows.count == 2 && rows[0].contains("  new model, by folds        fused      3 "), "\(result.text)")
    #expect(rows[1].contains("  shipped model, same clips  fused      3 "))
    func recall(_ row: String) -> Double? {
      row.firstMatch(of: /fused +3 +0 +3 +[0-9.]+ +([0-9.]+)/).flatMap { Double($0.1) }
    }
    let (new, shipped) = (try #require(recall(rows[0])), try #require(recall(rows[1])))
    #expect(result.text.contains("The new model is not better than the shipped one on sound (UAR ") == (new <= shipped))
    #expect(!result.text.contains("on still (UAR"))
    #expect(result.text.contains("The shipped model may have seen these people; its figures may be too good.\n"))
    #expect(try clips.folder.text("p").contains("<td>shipped model, same clips</td>"))
  }

  @Test("An unusable clip is reported and left out, without other effect")
  func badClip() throws {
    try clips.folder.put("no sound", "clips/broken.wav")
    try clips.write(TrainingClips.rows + ["broken.wav,sad,e,sound,0,"])
    let result = try clips.train(
      "--epochs 1 --folds part --records \(clips.path("r.jsonl")) --report \(clips.path("p"))"
    )
    #expect(result.status == 1 && result.error.contains("emocli: error: broken.wav: corrupt:"), "\(result.error)")
    #expect(result.text.contains("5 clips, 1 failed, counted as wrong"))
    let file = try SafeTensors(path: clips.path("m.safetensors"))
    #expect(file.metadata["training"]?.hasPrefix("4 clips of 4 speakers") == true)
    let records = try clips.folder.text("r.jsonl").split(separator: "\n").map { try RecordChecks.check(String($0)) }
    #expect(records.map(\.outcome) == ["ok", "ok", "ok", "ok", "corrupt"])
    #expect(try clips.folder.text("p").contains("Clips left out"))
  }

  @Test("Test rows are left out, validation rows and face tables are used")
  func split() throws {
    let rows = FaceTableProgramTests.table(smilesFrom: 0.05)
    try clips.folder.put(rows, "clips/faces.csv")
    try clips.write(
      [
        "speech.wav,neutral,a,sound,train,faces.csv", "speech.opus,happy,b,sound,valid,",
        "face.jpg,happy,c,still,test,",
        "speech-stereo.wav,sad,d,sound,dev,",
      ],
      column: "split"
    )
    let result = try clips.train("--epochs 1")
    #expect(result.status == 0 && result.error.contains("leaving out 1 of 4 clips (split test)"))
    #expect(result.error.contains(#"unknown split "dev""#))
    let file = try SafeTensors(path: clips.path("m.safetensors"))
    #expect(file.metadata["speakers"] == #"["sound/a","sound/b","sound/d"]"#)
    try clips.write(["speech.wav,neutral,a,sound,,"])
    let alone = try clips.train("--epochs 1")
    #expect(alone.status == 0 && alone.error.contains("no clips left for validation"))
  }

  @Test("Unusable input ends with status 2 before anything starts")
  func refused() throws {
    func refuse(_ options: String, _ words: String, manifest: String = "M.csv") throws {
      let result = try clips.train(options, manifest: manifest)
      #expect(result.status == 2 && result.output.isEmpty && result.error.contains(words), "\(result.error)")
    }
    try refuse("", "missing.csv: no such file", manifest: "missing.csv")
    try refuse("--folds nothing", "M.csv: line 1: there is no column nothing")
    try refuse("--folds 9", "cannot split 4 speakers into 9 folds")
    try refuse("--folds corpus --encoders \(Repository.models)/folds", "no such directory")
    try refuse("--model /nonexistent", "cannot read the weights /nonexistent")
    try refuse("--report /nonexistent/r.html", "cannot write /nonexistent/r.html")
    try refuse("--cache /dev/null/cache", "cannot create the cache directory /dev/null/cache")
    try clips.write(["speech.wav,neutral,a,sound,0,", "speech.opus,happy,a,sound,,"])
    try refuse("--folds part", "M.csv: line 3: the cell of column part is empty")
    #expect(try clips.folder.entries == ["clips"])
  }
}
