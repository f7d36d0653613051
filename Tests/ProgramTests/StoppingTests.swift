import Formats
import Foundation
import Glibc
import TestSupport
import Testing

@Suite("Stopping a run")
struct StoppingTests {
  /// A batch whose second clip waits for a writer that never writes more.
  struct StalledBatch {
    let folder: WorkFolder
    let program: RunningProgram
    private let pipe: Int32

    init(_ options: [Argument]) throws {
      folder = try WorkFolder()
      mkfifo(folder.path("pipe.wav"), 0o600)
      // Open for reading and writing so that neither side blocks; the bytes keep the reader waiting for more.
      pipe = open(folder.path("pipe.wav"), O_RDWR | O_CLOEXEC)
      _ = write(pipe, "RIFF", 4)
      let speech = Argument(Repository.fixture("speech.opus"))
      program = try RunningProgram(
        ["analyze"] + options + [speech, Argument(folder.path("pipe.wav")), speech],
        directory: folder.path
      )
    }

    func release() {
      close(pipe)
    }
  }

  @Test("A signal ends the batch with the finished records", arguments: [(SIGINT, 130), (SIGTERM, 143)])
  func signals(number: Int32, status: Int) throws {
    let batch = try StalledBatch(["-j", "1"])
    defer { batch.release() }
    #expect(batch.program.waitForLines(1))
    batch.program.send(signal: number)
    let result = batch.program.waitForEnd()
    #expect(result.status == status && result.error.contains("1 clip ok, 0 failed;"))
    #expect(try result.records().map(\.outcome) == ["ok"])
    #expect(Processes.children(of: batch.program.process).isEmpty)
  }

  @Test("An interrupted batch completes its JSON array")
  func interruptedArray() throws {
    let batch = try StalledBatch(["-j", "2", "-f", "json", "-o", "out.json"])
    defer { batch.release() }
    // The other clips are finished when one worker is idle.
    #expect(Processes.wait { (try? batch.folder.entries.contains { $0.hasSuffix(".tmp") }) == true })
    #expect(Processes.wait { Processes.writtenBytes(batch.folder) > 100 })
    batch.program.send(signal: SIGINT)
    #expect(batch.program.waitForEnd().status == 130)
    let records = try JSONValue(parsing: batch.folder.bytes("out.json")).elements
    #expect(!records.isEmpty && records.allSatisfy { $0.outcome == "ok" })
    #expect(try batch.folder.entries == ["out.json", "pipe.wav"])
  }

  @Test(
    "A single clip can be interrupted too; an output that is replaced on completion is unchanged",
    arguments: ["analyze -f json", "analyze -f table", "features --kind mel -f npy"]
  )
  func interruptedClip(command: String) throws {
    let folder = try WorkFolder()
    // Long enough to be still in progress when the output has been opened.
    let clip = Argument(try folder.put(WaveFile.speech(seconds: 120).bytes, "long.wav"))
    try folder.put("old", "out")
    let program = try RunningProgram(.words(command) + ["-o", "out", clip], directory: folder.path)
    #expect(Processes.wait { (try? folder.entries.contains { $0.hasSuffix(".tmp") }) == true })
    program.send(signal: SIGINT)
    let result = program.waitForEnd()
    #expect(result.status == 130 && result.output.isEmpty && result.error.isEmpty)
    #expect(try folder.text("out") == "old")
    #expect(try folder.entries == ["long.wav", "out"])
  }

  @Test("A signal during the write of the last record counts too", arguments: [1, 2])
  func interruptedWriting(clips: Int) throws {
    let folder = try WorkFolder()
    // A record that fills the pipe, which is not read yet.
    let long = Argument(try folder.put(WaveFile.speech(seconds: 60).bytes, "long.wav"))
    let program = try RunningProgram(
      ["analyze", "-f", "json", "--timeline", "0.1"] + [Argument](repeating: "/nonexistent", count: clips - 1) + [long]
    )
    #expect(program.waitForLines(clips - 1))
    #expect(Processes.wait { program.hasOutput })
    program.send(signal: SIGINT)
    let result = program.waitForEnd()
    #expect(result.status == 130)
    #expect(try JSONValue(parsing: result.output).elements.count == clips)
  }

  @Test("An interrupted feature table has only whole rows", arguments: ["csv", "jsonl"])
  func interruptedTable(format: String) throws {
    let folder = try WorkFolder()
    let clip = Argument(try folder.put(WaveFile.speech(seconds: 600).bytes, "long.wav"))
    try folder.put("old", "out")
    let program = try RunningProgram(
      ["features", "--kind", "mel", "-f", Argument(format), "-o", "out", clip],
      directory: folder.path
    )
    #expect(Processes.wait { (try? folder.bytes("out").count).map { $0 > 100_000 } ?? false })
    program.send(signal: SIGTERM)
    #expect(program.waitForEnd().status == 143)
    let lines = try folder.text("out").split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count > 2 && lines.last == "" && lines.count < 60_000)
    let last = try #require(lines.dropLast().last)
    #expect(format == "csv" ? last.count { $0 == "," } == 128 : last.hasSuffix("}"))
    #expect(try folder.entries == ["long.wav", "out"])
  }

  @Test(
    "A stalled pipe can be interrupted, with or without a writer",
    arguments: ["analyze", "features --kind mel -f npy -o out"],
    [true, false]
  )
  func interruptedPipe(command: String, hasWriter: Bool) throws {
    let folder = try WorkFolder()
    mkfifo(folder.path("pipe.wav"), 0o600)
    let pipe = hasWriter ? open(folder.path("pipe.wav"), O_RDWR | O_CLOEXEC) : -1
    defer { close(pipe) }
    let program = try RunningProgram(.words(command) + ["pipe.wav"], directory: folder.path)
    #expect(Processes.wait { Processes.hasOpenPipe(program.process) })
    let start = ContinuousClock.now
    program.send(signal: SIGINT)
    let result = program.waitForEnd()
    #expect(result.status == 130 && result.output.isEmpty && result.error.isEmpty)
    #expect(.now - start < .seconds(3))
    #expect(try folder.entries == ["pipe.wav"])
  }

  @Test("A killed worker fails only its own clip", arguments: [1, 2])
  func killedWorker(jobs: Int) throws {
    let batch = try StalledBatch(["-j", "\(jobs)"])
    defer { batch.release() }
    #expect(batch.program.waitForLines(1))
    let reader = Processes.find {
      Processes.children(of: batch.program.process).first(where: Processes.hasOpenPipe)
    }
    kill(try #require(reader), SIGKILL)
    let result = batch.program.waitForEnd()
    #expect(result.status == 1)
    #expect(try result.records().map(\.outcome) == ["ok", "internal", "ok"])
  }

  @Test("A reader that closes the output early is not an error")
  func closedOutput() throws {
    let clips = [Argument](repeating: Argument(Repository.fixture("speech.opus")), count: 20)
    let program = try RunningProgram(["analyze", "-j", "1"] + clips)
    #expect(program.waitForLines(1))
    program.closeOutput()
    let result = program.waitForEnd()
    #expect(result.status == 0 && result.error.isEmpty)
    let shell = try Program.run(
      ["-c", "\"$0\" features --kind mel \"$1\" | head -n 1", Argument(Program.path), clips[0]],
      executable: "/bin/sh"
    )
    #expect(shell.lines.count == 1 && shell.error.isEmpty)
  }

  @Test("A standard stream may be closed from the start")
  func closedStreams() throws {
    let speech = Argument(Repository.fixture("speech.opus"))
    for redirection in ["<&-", "2>&-", "<&- 2>&-"] {
      let result = try Program.run(
        ["-c", "\"$0\" analyze \"$1\" \"$1\" \(redirection)", Argument(Program.path), speech],
        executable: "/bin/sh"
      )
      #expect(result.status == 0 && result.lines.count == 2, "\(redirection)")
    }
  }
}
