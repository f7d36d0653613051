import Foundation
import Runs
import TestSupport
import Testing

/// The README and the pages of `docs/`: their commands run, their links lead somewhere, their pictures are current.
@Suite("The documents")
struct DocumentTests {
  /// Pages whose blocks marked `sh` run, from the repository's root.
  static let pages = ["README.md", "docs/guide.md", "docs/features.md", "docs/batch.md", "docs/training.md"]

  @Test("The commands of every page run, in their order", arguments: pages)
  func commands(page: String) throws {
    let folder = try Self.clips()
    let blocks = try Self.text(page).components(separatedBy: "```sh\n").dropFirst().compactMap {
      $0.components(separatedBy: "```").first
    }
    #expect(!blocks.isEmpty)
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    for block in blocks {
      let result = try Program.run(
        ["-euc", Argument(block)],
        environment: ["PATH": "\(folder.path("bin")):\(path)", "XDG_CACHE_HOME": folder.path("cache")],
        directory: folder.path,
        executable: "/bin/bash",
        seconds: 300
      )
      #expect(result.status == 0, "\(block)\(result.error)")
    }
  }

  @Test("Every link of a page leads to a file, and to a section in it")
  func links() throws {
    let folder = "\(Repository.root)/docs"
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".md") }
    for page in ["README.md", "CONTRIBUTING.md", "Recipes/README.md", "Experiments/README.md", "Models/README.md"]
      + names.map({ "docs/\($0)" })
    {
      let base = URL(fileURLWithPath: "\(Repository.root)/\(page)")
      for match in try Self.text(page).matches(of: /\]\(([^)\s]+)\)/) {
        let parts = match.output.1.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(
          String.init
        )
        if parts[0].contains("://") { continue }
        let target = parts[0].isEmpty ? base : URL(fileURLWithPath: parts[0], relativeTo: base)
        #expect(FileManager.default.fileExists(atPath: target.path), "\(page): \(match.output.0)")
        if parts.count == 2, let text = try? String(contentsOf: target, encoding: .utf8) {
          #expect(Self.anchors(text).contains(parts[1]), "\(page): \(match.output.0)")
        }
      }
    }
  }

  @Test("Every source file that a page names exists")
  func sourcePaths() throws {
    let recipes = try FileManager.default.subpathsOfDirectory(atPath: "\(Repository.root)/Recipes")
    let readmes = recipes.filter { $0.hasSuffix("README.md") }.map { "Recipes/\($0)" }
    for page in ["README.md", "CONTRIBUTING.md", "docs/architecture.md", "Experiments/README.md"] + readmes {
      for match in try Self.text(page).matches(of: /`([A-Za-z]+\/[\w+\/]+\.(?:swift|c|h|py|sh))`/) {
        let places = ["", "Sources/", "Recipes/"].map { "\(Repository.root)/\($0)\(match.output.1)" }
        #expect(places.contains { FileManager.default.fileExists(atPath: $0) }, "\(page): \(match.output.1)")
      }
    }
  }

  @Test("The README is short")
  func length() throws {
    #expect(try Self.text("README.md").utf8.count <= 8000)
  }

  @Test("The latest section of the changelog has the program's version")
  func changelog() throws {
    let titles = try Self.text("CHANGELOG.md").split(separator: "\n").filter {
      $0.hasPrefix("## ") && $0 != "## Unreleased"
    }
    #expect(try #require(titles.first).hasPrefix("## \(ProgramInfo.version) ("))
  }

  @Test("The terminal image in the README shows the current columns and labels")
  func terminalImage() throws {
    let image = try Self.text("docs/terminal.svg")
    let shown = image.matches(of: />([^<\n]+)<\/text>/).map { String($0.output.1) }.joined(separator: " ")
    let words = { (text: String) in text.split(separator: " ").map(String.init) }
    let clips = words(shown).filter { ["mp4", "wav", "png"].contains(($0 as NSString).pathExtension) }
    #expect(clips.count > 3)
    // In their folder, so that the table has no line about it, as in the image.
    let table = try Program.run(
      .words("analyze -q -f table") + clips.map { Argument($0) },
      directory: "\(Repository.root)/Fixtures"
    )
    let lines = table.lines.map(words)
    #expect(shown.contains(lines[0].joined(separator: " ").prefix(4)) && lines.count == clips.count + 1)
    for (clip, line) in zip(clips, lines.dropFirst()) {
      let place = try #require(words(shown).firstIndex(of: clip))
      #expect(words(shown)[place + 1] == line[1], "\(clip)")
    }
  }

  private static func text(_ page: String) throws -> String {
    try String(contentsOfFile: "\(Repository.root)/\(page)", encoding: .utf8)
  }

  /// The anchors of a page's sections, as GitHub makes them.
  private static func anchors(_ text: String) -> [String] {
    text.split(separator: "\n").filter { $0.hasPrefix("#") }.map { line in
      let title = line.drop { $0 == "#" }.drop { $0 == " " }.lowercased()
      return String(title.filter { $0.isLetter || $0.isNumber || " -_".contains($0) }).replacing(" ", with: "-")
    }
  }

  /// The clips that the pages name, and the program in `bin`, which trains for one epoch only.
  private static func clips() throws -> WorkFolder {
    let folder = try WorkFolder()
    let names = [
      "clip.mp4": "face.mp4", "clip.wav": "speech.wav", "call.wav": "speech-stereo.wav", "interview.mp4": "face.mp4",
      "talk.mp4": "two-faces.mp4", "talk.wav": "speech.wav", "photographs/1.jpg": "face.jpg",
      "photographs/2.png": "face-happy.png", "new/anna/anna-9.wav": "speech.wav",
    ]
    for (name, fixture) in names { try folder.copy(Repository.fixture(fixture), as: name) }
    let sounds = ["speech.wav", "speech.opus", "speech.flac", "face.mp4"]
    var rows = ["path,emotion,speaker,corpus"]
    for (speaker, name) in ["anna", "ben", "carla", "dan"].enumerated() {
      for number in 1...2 {
        let fixture = sounds[(speaker + number) % sounds.count]
        let kind = fixture.hasSuffix("mp4") ? "mp4" : "wav"
        let path = "recordings/\(name)/\(name)-\(number).\(kind)"
        try folder.copy(Repository.fixture(fixture), as: path)
        rows.append("\(path),\(number == 1 ? "happy" : "sad"),\(name),calls")
      }
    }
    try folder.put(rows.joined(separator: "\n") + "\n", "labelled.csv")
    let talk = "1\n00:00:00,200 --> 00:00:01,400\nGood morning.\n\n2\n00:00:01,600 --> 00:00:03,000\nCome in.\n"
    try folder.put(talk, "talk.srt")
    try folder.put("WEBVTT\n\n00:00.000 --> 00:02.000\nGood morning.\n", "transcripts/anna/anna-1.vtt")
    let tier = "\"IntervalTier\" \"words\" 0 3.3 2\n0 1.5 \"good morning\"\n1.5 3.3 \"\"\n"
    try folder.put("File type = \"ooTextFile\"\n\"TextGrid\"\n0 3.3 <exists> 1\n\(tier)", "talk.TextGrid")
    let table = try Program.run(.words("features -q --kind aus") + [Argument(Repository.fixture("face.mp4"))])
    try folder.put(table.text, "talk-openface.csv")
    try folder.put(
      "#!/bin/bash\n[ \"$1\" != train ] || set -- \"$@\" --epochs 1\nexec '\(Program.path)' \"$@\"\n",
      "bin/emocli"
    )
    chmod(folder.path("bin/emocli"), 0o755)
    return folder
  }
}
