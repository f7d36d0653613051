import Manifests
import TestSupport
import Testing

@testable import Learning

@Suite struct TrainingPlanTests {
  private let folder: WorkFolder

  init() throws {
    folder = try WorkFolder()
  }

  /// A manifest of rows with these cells after path and emotion.
  private func manifest(_ header: String, _ rows: [String], foldColumn: String? = nil) throws -> Manifest {
    let lines = try rows.enumerated().map { number, cells in
      try folder.put("", "\(number).wav")
      return "\(number).wav,happy,\(cells)"
    }
    try folder.put((["path,emotion,\(header)"] + lines).joined(separator: "\n"), "M.csv")
    return try Manifest(reading: folder.clip("M.csv"), foldColumn: foldColumn)
  }

  /// `clips` rows for each of `speakers` speakers of one corpus.
  private func corpus(speakers: Int, clips: Int = 2) throws -> Manifest {
    try manifest("corpus,speaker", (0..<speakers * clips).map { "one,\($0 % speakers)" })
  }

  private func speakers(_ rows: [Manifest.Row]) -> Set<SpeakerID> { Set(rows.map { SpeakerID($0) }) }

  @Test(arguments: [(1, 0), (2, 1), (7, 1), (12, 2), (80, 10)])
  func validatesOnAnEighthOfTheSpeakers(count: Int, kept: Int) throws {
    let plan = try TrainingPlan(corpus(speakers: count), folding: nil, seed: 1)
    #expect(plan.folds.isEmpty && plan.final.name == "all")
    #expect(speakers(plan.final.validation).count == kept)
    #expect(speakers(plan.final.validation).isDisjoint(with: speakers(plan.final.training)))
    #expect(plan.final.validation.count + plan.final.training.count == 2 * count)
  }

  @Test func seedSelectsTheValidationSpeakers() throws {
    let manifest = try corpus(speakers: 40)
    let chosen = try (1...3).map { speakers(try TrainingPlan(manifest, folding: nil, seed: $0).final.validation) }
    #expect(Set(chosen).count == 3)
    #expect(speakers(try TrainingPlan(manifest, folding: nil, seed: 1).final.validation) == chosen[0])
  }

  @Test func identifiesSpeakersByCorpusAndName() throws {
    let manifest = try manifest("corpus,speaker", ["one,a", "two,a", "one,a", ",", "one,"])
    #expect(speakers(manifest.rows).count == 4)
    #expect(speakers(manifest.rows).sorted().map(\.name) == ["one/a", "two/a", nil, nil])
  }

  @Test func splitColumnTakesPrecedence() throws {
    let manifest = try manifest("speaker,split", ["a,train", "a,valid", "b,test", "c,", "d,valid"])
    let plan = try TrainingPlan(manifest, folding: nil, seed: 1)
    #expect(plan.rows.count == 4)
    #expect(plan.final.training.map(\.path) == ["0.wav", "3.wav"])
    #expect(plan.final.validation.map(\.path) == ["1.wav", "4.wav"])
    let tested = try self.manifest("split", ["test", "test"])
    #expect(throws: TrainingError.onlyTestRows) { try TrainingPlan(tested, folding: nil, seed: 1) }
  }

  @Test func countedFoldsAreDisjointAndBalanced() throws {
    let rows = (0..<9).flatMap { speaker in (0...speaker).map { _ in "one,\(speaker)" } }
    let manifest = try manifest("corpus,speaker", rows)
    let plan = try TrainingPlan(manifest, folding: .count(3), seed: 1)
    #expect(plan.folds.map(\.fold) == ["1", "2", "3"] && plan.speakersInSeveralFolds.isEmpty)
    #expect(plan.folds.map(\.heldOut.count) == [16, 15, 14])
    for fold in plan.folds {
      let (heldOut, training, validation) = (speakers(fold.heldOut), speakers(fold.training), speakers(fold.validation))
      #expect(heldOut.isDisjoint(with: training) && heldOut.isDisjoint(with: validation))
      #expect(training.isDisjoint(with: validation))
      #expect(fold.heldOut.count + fold.training.count + fold.validation.count == 45 && validation.count == 1)
    }
    #expect(plan.final.training.count == 45 && plan.final.validation.isEmpty)
    #expect(throws: TrainingError.tooFewSpeakers(9, folds: 10)) {
      try TrainingPlan(manifest, folding: .count(10), seed: 1)
    }
  }

  @Test func columnDefinesTheFolds() throws {
    let rows = ["a,x", "b,y", "a,z", "c,x"]
    let plan = try TrainingPlan(manifest("speaker,part", rows, foldColumn: "part"), folding: .column("part"), seed: 1)
    #expect(plan.folds.map(\.name) == ["fold x", "fold y", "fold z"])
    #expect(plan.folds[0].heldOut.map(\.path) == ["0.wav", "3.wav"])
    #expect(plan.speakersInSeveralFolds == ["/a"])
    let speakers = try manifest("speaker", ["a", "b", "a"], foldColumn: "speaker")
    #expect(try TrainingPlan(speakers, folding: .column("speaker"), seed: 1).folds.count == 2)
    let torn = try manifest("speaker,part", ["a,x", "a,", "b,y"], foldColumn: "part")
    #expect(throws: ManifestError.emptyCell(line: 3, column: "part")) {
      try TrainingPlan(torn, folding: .column("part"), seed: 1)
    }
    let one = try manifest("part", ["x", "x"], foldColumn: "part")
    #expect(throws: TrainingError.oneFold(column: "part")) {
      try TrainingPlan(one, folding: .column("part"), seed: 1)
    }
    #expect(throws: ManifestProblems.self) { try manifest("fold", ["x"], foldColumn: "part") }
  }

  @Test func alwaysTrainsOnRowsWithoutAFold() throws {
    let rows = ["a,x,train", "b,y,train", ",,train"]
    let manifest = try manifest("speaker,part,split", rows, foldColumn: "part")
    let plan = try TrainingPlan(manifest, folding: .column("part"), seed: 1)
    #expect(plan.folds.map(\.name) == ["fold x", "fold y"])
    #expect(plan.folds[0].training.map(\.path) == ["1.wav", "2.wav"] && plan.folds[0].validation.isEmpty)
    #expect(plan.final.training.count == 3)
  }

  @Test func foldsKeepTheValidationSplit() throws {
    let rows = ["a,train,x", "b,valid,x", "c,train,y", "d,valid,y", "e,test,"]
    let manifest = try manifest("speaker,split,fold", rows)
    let plan = try TrainingPlan(manifest, folding: .column("fold"), seed: 1)
    #expect(plan.folds[0].training.map(\.path) == ["2.wav"] && plan.folds[0].validation.map(\.path) == ["3.wav"])
    #expect(plan.folds[0].heldOut.map(\.path) == ["0.wav", "1.wav"])
    #expect(plan.final.training.map(\.path) == ["0.wav", "2.wav"] && plan.final.validation.count == 2)
  }

  @Test func foldingIsACountOrAColumn() {
    #expect(Folding("4") == .count(4) && Folding("fold") == .column("fold") && Folding("2nd") == .column("2nd"))
    for text in ["", "1", "0", "-3"] { #expect(Folding(text) == nil, "\(text)") }
  }
}
