import System
import TestSupport
import Testing

@testable import Runs

/// The checks before training begins.
@Suite struct TrainingTaskTests {
  private let folder: WorkFolder
  private let recorder = MessageRecorder()

  init() throws {
    folder = try WorkFolder()
  }

  private func request(_ rows: [String], header: String = "path,emotion,speaker,split,part") throws -> TrainingRequest {
    for row in rows { try folder.put("", String(row.prefix { $0 != "," })) }
    try folder.put(([header] + rows).joined(separator: "\n"), "M.csv")
    return TrainingRequest(manifest: folder.clip("M.csv"), output: folder.clip("m.safetensors"))
  }

  private static let rows = ["1.wav,happy,a,,x", "2.wav,sad,b,,y", "3.wav,angry,c,,x", "4.wav,calm,d,,y"]

  @Test func doesNotStartWithAnUnusableManifest() throws {
    for (rows, words) in [([], "there is no row below the header"), (["1.wav,joy,a,,"], "is not a known emotion")] {
      #expect(throws: ExitStatus.notStarted) { try TrainingTask(request(rows), logger: recorder.logger) }
      #expect(recorder.all.last?.contains(words) == true, "\(recorder.all)")
    }
    var folds = try request(["1.wav,happy,a,,", "2.wav,sad,a,,"])
    folds.folds = .count(2)
    #expect(throws: ExitStatus.notStarted) { try TrainingTask(folds, logger: recorder.logger) }
    #expect(recorder.all.last?.hasSuffix("cannot split 1 speaker into 2 folds") == true)
  }

  @Test func reportsLeftOutRowsAndUnknownSplits() throws {
    let rows = Self.rows + ["5.wav,happy,e,test,x", "6.wav,happy,f,tset,x"]
    let task = try TrainingTask(request(rows), logger: recorder.logger)
    #expect(task.plan.rows.count == 5)
    #expect(recorder.all.contains("notice: leaving out 1 of 6 clips (split test)"))
    #expect(
      recorder.all.contains {
        $0.hasPrefix("warning: ") && $0.hasSuffix(#"unknown split "tset"; its clips are used for training"#)
      }
    )
  }

  @Test func warnsAboutOptimisticFigures() throws {
    var request = try request(Self.rows + ["5.wav,happy,a,,y"])
    #expect(try TrainingTask(request, logger: recorder.logger).warnings.isEmpty)
    request.folds = .column("part")
    let task = try TrainingTask(request, logger: recorder.logger)
    #expect(task.warnings.count == 2 && task.warnings[0].hasSuffix("see --encoders"))
    #expect(task.warnings[1].hasPrefix("not speaker-disjoint: several folds contain /a;"))
    #expect(task.warnings.allSatisfy { recorder.all.contains("warning: \($0)") })
    #expect(task.overlap.isDisjoint == false)
  }

  @Test func identityDependsOnlyOnOptionsThatChangeTheResult() throws {
    let request = try request(Self.rows)
    let identity = try TrainingTask(request, logger: recorder.logger).identity
    #expect(identity.parts.map(\.name) == ["manifest", "--folds", "--seed", "--epochs", "weights for all", "program"])
    var other = request
    (other.seed, other.workerCount, other.resumes) = (2, 7, true)
    #expect(try TrainingTask(other, logger: recorder.logger).identity.differences(to: identity) == ["--seed"])
    other = request
    other.folds = .count(2)
    other.epochs = 3
    let differences = try TrainingTask(other, logger: recorder.logger).identity.differences(to: identity)
    #expect(differences == ["--folds", "--epochs"])
  }

  @Test func outputsMustNotOverwriteInputs() throws {
    var request = try request(Self.rows)
    try TrainingTask(request, logger: recorder.logger).checkOutputs()
    request.log = folder.clip("2.wav")
    #expect(throws: UsageError("--log would overwrite an input file")) {
      try TrainingTask(request, logger: recorder.logger).checkOutputs()
    }
    request.log = folder.clip("no folder/l.csv")
    #expect(throws: OutputError.self) { try TrainingTask(request, logger: recorder.logger).checkOutputs() }
    #expect(try folder.entries == ["1.wav", "2.wav", "3.wav", "4.wav", "M.csv"])
  }

  @Test func outputsMustBeDifferentFiles() throws {
    var request = try request(Self.rows)
    request.report = request.output
    #expect(throws: UsageError("--report names the same file as another option")) { try request.checkOutputs() }
    request.report = request.manifest
    #expect(throws: UsageError("--report would overwrite an input file")) { try request.checkOutputs() }
    request.report = ClipPath("")
    #expect(throws: UsageError("--report takes a file")) { try request.checkOutputs() }
  }

  @Test func followsTheUsersCacheFolder() throws {
    var request = try request(Self.rows)
    let (home, cache) = (["HOME": "/h"], ["HOME": "/h", "XDG_CACHE_HOME": "/c"])
    #expect(try request.cacheFolder(environment: home) == ClipPath("/h/.cache/emocli"))
    #expect(try request.cacheFolder(environment: cache) == ClipPath("/c/emocli"))
    #expect(
      try request.cacheFolder(environment: ["HOME": "/h", "XDG_CACHE_HOME": "c"]) == ClipPath("/h/.cache/emocli")
    )
    let error = #expect(throws: CacheFolderError.self) { try request.cacheFolder(environment: ["HOME": ""]) }
    #expect(error?.description.hasSuffix("give one with --cache") == true)
    request.cache = folder.clip("M.csv/x")
    #expect(try request.cacheFolder(environment: cache) == folder.clip("M.csv/x"))
    #expect(throws: CacheFolderError.self) { try request.madeCacheFolder() }
  }

  @Test func checkpointIsBesideTheModel() throws {
    var request = try request(Self.rows)
    #expect(request.checkpoint == folder.clip("m.safetensors.checkpoint"))
    request.resumes = true
    let task = try TrainingTask(request, logger: recorder.logger)
    let file = try CheckpointFile(task, logger: recorder.logger)
    #expect(recorder.all.last == "notice: no checkpoint to resume from; starting from the beginning")
    #expect(file.path == request.checkpoint && file.identity == task.identity && file.state(of: "all") == nil)
    try folder.put("no checkpoint", "m.safetensors.checkpoint")
    #expect(throws: (any Error).self) { try CheckpointFile(task, logger: recorder.logger) }
  }

  @Test func parallelForRunsEachIndexOnce() {
    let done = MessageRecorder()
    let logger = done.logger
    parallelFor(20, atOnce: 3) { logger.notice("\($0)") }
    #expect(done.all.sorted() == (0..<20).map { "notice: \($0)" }.sorted())
  }
}
