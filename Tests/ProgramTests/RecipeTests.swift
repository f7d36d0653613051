import Formats
import Foundation
import TestSupport
import Testing

@Suite("Recipes for jq")
struct RecipeTests {
  /// The commands of the section on jq, without comments.
  static let recipes: [String] = {
    let text = (try? String(contentsOfFile: "\(Repository.root)/docs/batch.md", encoding: .utf8)) ?? ""
    let section = text.components(separatedBy: "\n## ").first { $0.hasPrefix("Recipes for jq") } ?? ""
    let block = section.components(separatedBy: "```sh\n").dropFirst().first?.components(separatedBy: "```").first
    return (block ?? "").split(separator: "\n").map(String.init).filter { !$0.hasPrefix("#") }
  }()

  /// Records of two directories, with five clips, both parties of a call, and a broken file.
  static let records: Result<String, any Error> = Result {
    let folder = try WorkFolder()
    for (name, fixture) in [("a/1.opus", "speech.opus"), ("a/2.mp4", "face.mp4"), ("b/3.png", "face-happy.png")] {
      try folder.copy(Repository.fixture(fixture), as: name)
    }
    try folder.put("no film", "b/4.mp4")
    try folder.copy(Repository.fixture("speech-stereo.wav"), as: "call/5.wav")
    let clips = try Program.run(.words("analyze -q --timeline 1 a b"), directory: folder.path)
    let call = try Program.run(.words("analyze -q --channel each --timeline 1 call"), directory: folder.path)
    // Make one record angry and long, because no fixture is.
    var angry = try #require(clips.lines.first)
    let shares = #"{"neutral":0.2,"angry":0.8}"#
    for (key, value) in [
      ("emotion", "\"angry\""), ("confidence", "0.9"), ("agreement", "0.3"), ("time_share", shares), ("judged_s", "10"),
    ] {
      angry.replace(try Regex("\"\(key)\":[^,]*"), with: "\"\(key)\":\(value)", maxReplacements: 1)
    }
    return clips.text + call.text + angry + "\n"
  }

  @Test("Every recipe runs and finds something", arguments: recipes)
  func recipe(command: String) throws {
    let folder = try WorkFolder()
    try folder.put(try Self.records.get(), "records.jsonl")
    let result = try Program.run(["-c", Argument(command)], directory: folder.path, executable: "/bin/sh")
    #expect(result.status == 0 && result.error.isEmpty, "\(result.error)")
    #expect(!result.output.isEmpty)
  }

  @Test("The recipes extract what the records contain")
  func answers() throws {
    #expect(Self.recipes.count >= 8)
    let folder = try WorkFolder()
    try folder.put(try Self.records.get(), "records.jsonl")
    func run(_ beginning: String) throws -> String {
      let command = try #require(Self.recipes.first { $0.contains(beginning) })
      return try Program.run(["-c", Argument(command)], directory: folder.path, executable: "/bin/sh").text
    }
    #expect(try run("@tsv' records.jsonl") == "b/4.mp4\tcorrupt\t\(try corruptMessage())\n")
    #expect(try run("sort_by(-.confidence)") == "0.9\ta/1.opus\n")
    #expect(try run("agreement") == "0.3\ta/1.opus\n")
    #expect(try run("u0000").split(separator: "\0").contains("b/4.mp4"))
  }

  private func corruptMessage() throws -> String {
    let records = try Self.records.get().split(separator: "\n").map { try JSONValue(parsing: String($0)) }
    let messages = records.compactMap { $0.value(at: ["error", "message"])?.text }
    return try #require(messages.first)
  }
}
