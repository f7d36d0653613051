import Foundation
import Glibc
import TestSupport
import Testing

@Suite("Unusual files")
struct UnusualFileTests {
  @Test("A name that is not UTF-8 is opened by its bytes and recorded in base64")
  func invalidName() throws {
    let folder = try WorkFolder()
    let speech = try BadInput.fixture("speech.wav")
    let clip = try folder.put(speech, Array("caf".utf8) + [0xe9, 0xff] + Array(".wav".utf8))
    let missing = Argument(bytes: clip.bytes + [0xfe])
    let alone = try Program.run("analyze", Argument(clip)).records()
    let batch = try Program.run("analyze", Argument(clip), missing, Argument(folder.path)).records()
    #expect(alone.map(\.outcome) == ["ok"])
    #expect(batch.map(\.outcome) == ["ok", "not_found", "ok"])
    for record in alone + batch {
      #expect(record["path"]?.text?.hasPrefix("\(folder.path)/caf\u{fffd}\u{fffd}.wav") == true)
    }
    #expect((alone + [batch[0], batch[2]]).allSatisfy { $0["path_base64"] == .string(clip.base64) })
    #expect(RecordChecks.areEqual(alone[0], batch[0]))
    let table = try Program.run("features", "--kind", "mel", Argument(clip), Argument(clip))
    #expect(table.status == 0 && table.lines.count == 1 + 2 * 329)
  }

  @Test("A model's name that is not UTF-8 reaches the workers", arguments: [1, 2])
  func invalidModelName(clips: Int) throws {
    let folder = try WorkFolder()
    let weights = try Array(Data(contentsOf: URL(fileURLWithPath: "\(Repository.models)/emocli-av.safetensors")))
    // The second name is UTF-8, but contains a character that the program uses internally.
    for name in [[0xe9, 0xff], Array("\u{10f841}".utf8)] {
      let model = try folder.put(weights, name)
      let speech = [Argument](repeating: Argument(Repository.fixture("speech.opus")), count: clips)
      let result = try Program.run(["analyze", "-q", "--model", Argument(model)] + speech)
      #expect(result.status == 0 && result.error.isEmpty && result.lines.count == clips)
    }
  }

  @Test("An error reports that temporary files cannot be created")
  func noTemporaryFolder() throws {
    let folder = try WorkFolder()
    mkfifo(folder.path("pipe"), 0o600)
    let writer = try Tools.feed(Repository.fixture("speech.wav"), into: folder.path("pipe"))
    let environment = ["TMPDIR": "/nonexistent"]
    let clip = Argument(Repository.fixture("speech.wav"))
    let pipe = try Program.run(["analyze", Argument(folder.path("pipe"))], environment: environment)
    _ = writer.waitForEnd()
    #expect(try pipe.records().map(\.outcome) == ["unreadable"])
    for arguments: [Argument] in [["mel", clip, clip], ["mel", "-f", "npy", clip]] {
      let result = try Program.run(["features", "--kind"] + arguments, environment: environment)
      #expect(result.status == 2 && result.error.contains("set TMPDIR") && result.error.contains("/nonexistent"))
    }
    #expect(pipe.text.contains("set TMPDIR"))
  }

  @Test("A FIFO with a writer is read; a stalled one times out", arguments: [false, true])
  func pipes(inBatch: Bool) throws {
    let folder = try WorkFolder()
    for name in ["good", "stalled"] { mkfifo(folder.path(name), 0o600) }
    let writer = try Tools.feed(Repository.fixture("speech.mp4"), into: folder.path("good"))
    let stalled = try RunningProgram(
      ["-c", "exec 3<>\(folder.path("stalled")); echo RIFF >&3; sleep 60"],
      executable: "/bin/sh"
    )
    let inputs = ["good", "stalled"].map { Argument(folder.path($0)) }
    let options: [Argument] = ["analyze", "--timeout", "4"]
    var results: [Program.Result] = []
    if inBatch {
      results = [try Program.run(options + inputs)]
    } else {
      results = try inputs.map { try Program.run(options + [$0]) }
    }
    _ = writer.waitForEnd()
    stalled.send(signal: SIGKILL)
    let records = try results.flatMap { try $0.records() }
    #expect(records.map(\.outcome) == ["ok", "timeout"])
    #expect(records.first?["bytes"]?.number == Double(try BadInput.fixture("speech.mp4").count))
    #expect(results.last?.status == 1)
  }

  @Test("Unreadable files and directories are reported", .enabled(if: geteuid() != 0 || Tools.hasSetpriv))
  func forbidden() throws {
    let folder = try WorkFolder()
    let clip = try folder.copy(Repository.fixture("speech.wav"), as: "secret.wav")
    chmod(clip, 0)
    try folder.makeDirectory("closed")
    chmod(folder.path("closed"), 0)
    var arguments: [Argument] = ["analyze", "secret.wav", "closed", Argument(Repository.fixture("speech.wav"))]
    var executable = Program.path
    if geteuid() == 0 {
      // Root can read everything, so run copies as another user.
      try Tools.copyProgram(to: folder.path("emocli"))
      chmod(folder.path("emocli"), 0o755)
      for name in Repository.weights { try folder.copy("\(Repository.models)/\(name)", as: name) }
      try folder.copy(Repository.fixture("speech.wav"), as: "speech.wav")
      let identity = ["--reuid=65534", "--regid=65534", "--clear-groups", folder.path("emocli")].map { Argument($0) }
      arguments = identity + arguments.dropLast() + ["speech.wav"]
      executable = try #require(Tools.find("setpriv"))
    }
    let result = try Program.run(arguments, directory: folder.path, executable: executable)
    #expect(result.status == 1)
    #expect(try result.records().map(\.outcome) == ["unreadable", "ok"], "\(result.error)")
    #expect(result.error.contains("closed"))
    chmod(folder.path("closed"), 0o700)
  }

  @Test("A clip can be read from /dev/stdin")
  func standardInput() throws {
    let speech = try BadInput.fixture("speech.wav")
    for arguments: [Argument] in [["analyze", "/dev/stdin"], ["features", "--kind", "mel", "/dev/stdin"]] {
      let result = try Program.run(arguments, input: speech)
      #expect(result.status == 0 && result.error.isEmpty)
    }
  }

  @Test("An empty name is a missing clip")
  func emptyName() throws {
    let speech = Argument(Repository.fixture("speech.wav"))
    #expect(try Program.run("analyze", "").records().map(\.outcome) == ["not_found"])
    #expect(try Program.run("analyze", speech, "").records().map(\.outcome) == ["ok", "not_found"])
    let output = try Program.run("analyze", "-o", "", speech)
    #expect(output.status == 64 && output.error.contains("--output takes a file"))
  }

  @Test("Devices are rejected")
  func devices() throws {
    let records = try Program.run("analyze", "/dev/zero", "/dev/null").records()
    #expect(records.map(\.outcome) == ["unreadable", "unreadable"])
  }

  @Test("Truncated videos and many channels", .enabled(if: Tools.hasFFmpeg))
  func convertedFiles() throws {
    let folder = try WorkFolder()
    let video = folder.path("film.mp4")
    try Tools.ffmpeg("-i \(Repository.fixture("speech.mp4")) -c copy -movflags +faststart \(video)")
    let bytes = try folder.bytes("film.mp4")
    try folder.put(bytes.prefix(bytes.count * 2 / 3), "cut.mp4")
    try Tools.ffmpeg(
      "-i \(Repository.fixture("speech.wav")) -af aformat=channel_layouts=7.1 -ar 192000 \(folder.path("many.wav"))"
    )
    let result = try Program.run(["analyze", "film.mp4", "cut.mp4", "many.wav"], directory: folder.path)
    let records = try result.records()
    #expect(records.map(\.outcome) == ["ok", "ok", "ok"] && result.status == 0)
    let warnings = records.map { $0["warnings"]?.elements ?? [] }
    #expect(warnings[0] == ["no face"] && warnings[2] == [])
    #expect(warnings[1].contains("cut off") || warnings[1].contains("damaged"))
  }
}
