import Foundation
import Glibc
import TestSupport
import Testing

@Suite("Installation and weights")
struct InstallationTests {
  static let speech = Argument(Repository.fixture("speech.opus"))

  /// Installs the program and, if wanted, the weights below a prefix. Returns the program's path.
  func install(in folder: WorkFolder, weights: Bool = true) throws -> String {
    let program = try folder.makeDirectory("bin") + "/emocli"
    try Tools.copyProgram(to: program)
    if weights {
      for name in Repository.weights { try folder.copy("\(Repository.models)/\(name)", as: "share/emocli/\(name)") }
    }
    return program
  }

  func run(_ program: String, _ arguments: [Argument], models: String? = nil, in directory: String? = nil) throws
    -> Program.Result
  {
    try Program.run(arguments, environment: ["EMOCLI_MODELS": models], directory: directory, executable: program)
  }

  @Test("A copied installation works from any directory and through a link")
  func prefix() throws {
    let folder = try WorkFolder()
    let program = try install(in: folder)
    folder.link("shortcut", to: "bin/emocli")
    let expected = try Program.run("analyze", Self.speech, Self.speech).records()
    for (path, directory) in [(program, "/"), (folder.path("shortcut"), folder.path)] {
      let result = try run(path, ["analyze", Self.speech, Self.speech], in: directory)
      #expect(result.status == 0)
      #expect(zip(try result.records(), expected).allSatisfy { RecordChecks.areEqual($0, $1) })
    }
    let list = try run(program, ["models"], in: "/")
    #expect(list.status == 0 && list.lines.first == "in \(folder.path("share/emocli"))")
  }

  @Test("Without weights nothing starts, and the message lists the places searched")
  func missing() throws {
    let folder = try WorkFolder()
    let program = try install(in: folder, weights: false)
    for arguments in [
      ["analyze", Self.speech], ["analyze", Self.speech, Self.speech], ["doctor"], ["models", "verify"],
    ] {
      let result = try run(program, arguments)
      #expect(result.status == 2)
      let message = arguments.count == 1 ? result.text : result.error
      for word in ["share/emocli", "EMOCLI_MODELS", "voice-encoder.safetensors"] { #expect(message.contains(word)) }
    }
    #expect(try run(program, ["analyze", Self.speech], models: Repository.models).status == 0)
    let wrong = try run(program, ["analyze", Self.speech], models: folder.path)
    #expect(wrong.status == 2 && wrong.error.contains("EMOCLI_MODELS names \(folder.path)"))
    #expect(try run(program, ["schema"]).status == 0)
  }

  @Test("Nothing starts with a damaged model", arguments: [1, 2])
  func damaged(clips: Int) throws {
    let folder = try WorkFolder()
    let whole = try Array(Data(contentsOf: URL(fileURLWithPath: "\(Repository.models)/emocli-av.safetensors")))
    let files = try [
      folder.put("no weights at all", "text"), folder.put([], "empty"), folder.put(whole.dropLast(100), "cut"),
      folder.put([UInt8](repeating: 0xff, count: 64) + whole, "shifted"), folder.path("missing"), folder.path,
      "\(Repository.models)/voice-encoder.safetensors",
    ]
    for file in files {
      let arguments: [Argument] = ["analyze", "--model", Argument(file)] + Array(repeating: Self.speech, count: clips)
      let result = try Program.run(arguments)
      #expect(result.status == 2 && result.output.isEmpty, "\(file)")
      #expect(result.error.contains("the model cannot be loaded") && result.error.split(separator: "\n").count == 1)
    }
  }

  @Test("--model: another fusion model, whose name is in the record")
  func otherModel() throws {
    let model = Argument("\(Repository.models)/emocli-av.safetensors")
    let (one, other) = (
      try Program.run("analyze", Self.speech), try Program.run("analyze", "--model", model, Self.speech)
    )
    #expect(try RecordChecks.areEqual(one.records()[0], other.records()[0]))
    #expect(try one.records()[0]["model"]?.text?.hasPrefix("emocli-av ") == true)
  }

  @Test("models: list, info and verify")
  func models() throws {
    let folder = try WorkFolder()
    let program = try install(in: folder)
    let (list, info) = (try run(program, ["models", "list"]), try run(program, ["models", "info"]))
    #expect(list.status == 0 && info.status == 0)
    for name in Repository.weights { #expect(list.text.contains(name) && info.text.contains(name)) }
    for word in ["licence", "training", "sha256"] { #expect(info.text.contains(word)) }
    #expect(try run(program, ["models", "verify"]).status == 1)
    let sums = try Repository.weights.map { name in
      let line = try #require(info.lines.firstIndex(of: name))
      return info.lines[line + 2].trimmingCharacters(in: .whitespaces).dropFirst("sha256 ".count) + "  \(name)\n"
    }
    try folder.put(sums.joined(), "share/emocli/SHA256SUMS")
    let good = try run(program, ["models", "verify"])
    #expect(good.status == 0 && good.lines == Repository.weights.map { "\($0): ok" })
    var bytes = try folder.bytes("share/emocli/emocli-av.safetensors")
    bytes[bytes.count - 1] ^= 1
    try folder.put(bytes, "share/emocli/emocli-av.safetensors")
    let bad = try run(program, ["models", "verify"])
    #expect(bad.status == 1 && bad.text.contains("emocli-av.safetensors: differs from what was shipped"))
  }
}
