import Foundation
import Glibc
import TestSupport
import Testing

@Suite("Interrupted training")
struct TrainingInterruptionTests {
  private let clips: TrainingClips

  init() throws {
    clips = try TrainingClips()
  }

  /// Interrupts training once its log has more than `rows` lines.
  private func interrupt(_ options: String, rows: Int, signal: Int32) throws -> Program.Result {
    let log = clips.path("l.csv")
    let program = try RunningProgram(clips.arguments("\(options) --log \(log)"))
    #expect(Processes.wait { ((try? clips.folder.text("l.csv"))?.split(separator: "\n").count ?? 0) > rows })
    program.send(signal: signal)
    return program.waitForEnd()
  }

  @Test("A resumed run gives the same bytes", arguments: [("--folds 2 -j 2", 1, SIGINT, 130), ("", 2, SIGTERM, 143)])
  func resumed(options: String, rows: Int, signal: Int32, status: Int) throws {
    let options = "--epochs 4 \(options)"
    let whole = try clips.train("\(options) -q", output: "whole")
    #expect(whole.status == 0)
    let stopped = try interrupt(options, rows: rows, signal: signal)
    #expect(stopped.status == status && stopped.output.isEmpty)
    #expect(stopped.error.contains("--resume to continue from \(clips.path("m.safetensors")).checkpoint"))
    #expect(try clips.folder.entries == ["clips", "l.csv", "m.safetensors.checkpoint", "whole"])
    let resumed = try clips.train("\(options) -q --resume -j 1 --log \(clips.path("l.csv"))")
    #expect(resumed.status == 0 && resumed.text.isEmpty != options.contains("--folds"), "\(resumed.error)")
    #expect(try clips.folder.bytes("m.safetensors") == clips.folder.bytes("whole"))
    #expect(try clips.folder.entries == ["clips", "l.csv", "m.safetensors", "whole"])
    // The log has each epoch of each run once.
    let epochs = try clips.folder.text("l.csv").split(separator: "\n").dropFirst().map {
      $0.split(separator: ",").prefix(2).joined(separator: " ")
    }
    #expect(Set(epochs).count == epochs.count && epochs.contains("all 1"))
  }

  @Test("A checkpoint is rejected with other clips or options")
  func foreign() throws {
    let stopped = try interrupt("--epochs 50", rows: 2, signal: SIGINT)
    #expect(stopped.status == 130)
    let before = try clips.folder.bytes("m.safetensors.checkpoint")
    let seed = try clips.train("--epochs 50 --seed 2 --resume")
    #expect(seed.status == 2 && seed.error.contains("is from a run with different --seed"), "\(seed.error)")
    let kept = try String(contentsOfFile: clips.path("clips/M.csv"), encoding: .utf8)
    try clips.folder.put(kept.replacingOccurrences(of: "neutral", with: "sad"), "clips/M.csv")
    let labels = try clips.train("--epochs 50 --resume")
    #expect(labels.status == 2 && labels.error.contains("with different manifest"), "\(labels.error)")
    try clips.folder.put(kept, "clips/M.csv")
    try clips.folder.copy(Repository.fixture("speech.mp4"), as: "clips/speech.wav")
    let content = try clips.train("--epochs 50 --resume")
    #expect(content.status == 2 && content.error.contains("with different clips"), "\(content.error)")
    #expect(try clips.folder.bytes("m.safetensors.checkpoint") == before)
    try clips.folder.put("no checkpoint", "m.safetensors.checkpoint")
    let damaged = try clips.train("--epochs 1 --resume")
    #expect(damaged.status == 2 && damaged.error.contains("cannot use the checkpoint"), "\(damaged.error)")
    // Without --resume the checkpoint is replaced.
    let anew = try clips.train("--epochs 1")
    #expect(anew.status == 0 && anew.error.contains("of an earlier run; use --resume to continue it"))
    #expect(try clips.folder.entries == ["clips", "l.csv", "m.safetensors"])
    let restarted = try clips.train("--epochs 1 --resume")
    #expect(restarted.status == 0 && restarted.error.contains("no checkpoint to resume from"))
  }

  @Test("Features extracted before the interruption stay cached")
  func measuring() throws {
    mkfifo(clips.path("clips/pipe.wav"), 0o600)
    // Open for reading and writing so that neither side blocks; the bytes keep the reader waiting for more.
    let pipe = open(clips.path("clips/pipe.wav"), O_RDWR | O_CLOEXEC)
    defer { close(pipe) }
    #expect(write(pipe, "RIFF", 4) == 4)
    try clips.write(TrainingClips.rows + ["pipe.wav,sad,e,sound,0,"])
    let cache = clips.path("cache")
    let program = try RunningProgram(clips.arguments("--epochs 1 --cache \(cache)"))
    #expect(Processes.wait { (try? FileManager.default.contentsOfDirectory(atPath: cache).count) == 4 })
    program.send(signal: SIGINT)
    let result = program.waitForEnd()
    #expect(result.status == 130 && result.error.contains("run the same command to continue"), "\(result.error)")
    #expect(Processes.children(of: program.process).isEmpty)
    #expect(try clips.folder.entries == ["cache", "clips"])
  }
}
