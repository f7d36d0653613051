import System
import Testing

@testable import Recognition

@Suite("Speaker of a path")
struct SpeakerRuleTests {
  static func speaker(_ rule: String, _ path: String) throws -> String? {
    try SpeakerNames(SpeakerRule(parsing: rule)).speaker(of: ClipPath(path))
  }

  @Test(
    "directory: the name of the folder",
    arguments: [
      ("anna/1.wav", "anna"), ("corpus/anna/1.wav", "anna"), ("/anna/1.wav", "anna"), ("anna//1.wav", "anna"),
      ("anna/./1.wav", "anna"), ("1.wav", "."), ("./1.wav", "."), ("../1.wav", ".."), ("/1.wav", "/"),
      ("Änne/1.wav", "Änne"),
    ]
  )
  func directory(path: String, speaker: String) throws {
    #expect(try Self.speaker("directory", path) == speaker)
  }

  @Test(
    "regex: the first group, or the whole match without a group",
    arguments: [
      (#"/(\d+)-"#, "clips/07-3.wav", "07"), (#"\d+"#, "clips/07-3.wav", "07"), (#"(\w+)/(\w+)"#, "a/b.wav", "a"),
      (#"(?<who>[a-z]+)_"#, "x/anna_1.wav", "anna"), (#"(?:Actor)_(..)"#, "Actor_07/1.wav", "07"),
      (#"/(\d+)-"#, "clips/anna.wav", nil), (#"clips(/\d+)?"#, "clips/anna.wav", nil), ("x*", "clips/anna.wav", nil),
      ("ä(.)", "mär.wav", "r"),
    ] as [(String, String, String?)]
  )
  func pattern(pattern: String, path: String, speaker: String?) throws {
    #expect(try Self.speaker("regex:\(pattern)", path) == speaker)
  }

  @Test("Bytes that are not UTF-8 are matched as the record shows them")
  func bytes() throws {
    let names = try SpeakerNames(.directory)
    #expect(names.speaker(of: ClipPath(bytes: [0xff] + Array("/1.wav".utf8))) == "\u{fffd}")
  }

  @Test("A rule's description parses to the same rule; other text is refused")
  func reading() throws {
    for text in ["directory", #"regex:/(\d+)-"#] { #expect(try "\(SpeakerRule(parsing: text))" == text) }
    for text in ["", "folder", "regex", "Directory"] {
      #expect(throws: SpeakerRuleError.unknown(text)) { try SpeakerRule(parsing: text) }
    }
    for pattern in ["", "(", "[a", "*", "(?<=a"] {
      #expect(throws: SpeakerRuleError.self) { try SpeakerRule(parsing: "regex:\(pattern)") }
      #expect(throws: SpeakerRuleError.self) { try SpeakerNames(.pattern(pattern)) }
    }
  }
}
