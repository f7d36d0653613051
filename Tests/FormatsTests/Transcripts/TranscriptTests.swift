import Foundation
import System
import TestSupport
import Testing

@testable import Formats

@Suite("Transcripts: tables, files and hostile input")
struct TranscriptTests {
  @Test("A table: columns in any order, times as seconds or on a clock")
  func table() throws {
    let expected = [Expected(1.5, 2, "a, \"b\" c"), Expected(62, 3723.5, "")]
    let tables = [
      "start_s,end_s,text\n1.5,2,\"a, \"\"b\"\"\nc\"\n62,3723.5,\n",
      "\u{feff}text,speaker, end_s ,start_s\r\n\"a, \"\"b\"\" c\",anna,0:02,0:01.5\r\n\r\n,ben,1:02:03.5,1:02",
      "start_s,end_s,text\n62,3723.5\n\"1,5\",2e0,\"a, \"\"b\"\" c\"",
    ]
    for text in tables { #expect(try TranscriptSamples.read(text) == expected, "\(text)") }
    #expect(try TranscriptSamples.read("end_s,start_s\n2,1\n") == [Expected(1, 2, "")])
  }

  @Test("A mistake in a table is an error that names its line")
  func tableMistakes() {
    let head = "start_s,end_s,text\n1,2,a\n"
    let table: [(String, TranscriptError)] = [
      (head + "x,2,b", .badTime("x", line: 3)), (head + "-1,2,b", .badTime("-1", line: 3)),
      (head + "nan,2,b", .badTime("nan", line: 3)), (head + "1,inf,b", .badTime("inf", line: 3)),
      (head + "1,1e300,b", .badTime("1e300", line: 3)), (head + "1,0x10,b", .badTime("0x10", line: 3)),
      (head + "3,2,b", .endBeforeStart(line: 3)), (head + ",2,b", .missingCell("start_s", line: 3)),
      (head + "3", .missingCell("end_s", line: 3)), (head + "3,4,\"b", .openQuote(line: 3)),
      ("start_s,text\n1,a", .missingColumn("end_s")), ("start_s,end_s,text\n", .noStretches),
    ]
    for (text, error) in table {
      let found = #expect(throws: TranscriptError.self, "\(text)") { try TranscriptSamples.read(text) }
      #expect(found == error, "\(text)")
    }
    // Any other table is unknown, unless its name says that it should be this one.
    #expect(throws: TranscriptError.unknownFormat) { try TranscriptSamples.read("from,to\n1,2") }
    #expect(throws: TranscriptError.missingColumn("start_s")) {
      try TranscriptSamples.read("from,to\n1,2", fileExtension: "csv")
    }
  }

  @Test("Channels have their own stretches if the transcript has their names, else all")
  func channels() {
    let transcript = Transcript(
      [("agent", "a"), ("customer", "b"), ("notes", "c")].enumerated().map { index, stretch in
        Transcript.Stretch(startSeconds: Double(index), endSeconds: 9, text: stretch.1, names: [stretch.0])
      }
    )
    func texts(_ name: String, _ names: [String]) -> [String] {
      transcript.stretches(of: name, among: names).map(\.text)
    }
    #expect(texts("customer", ["customer", "agent"]) == ["b"] && texts("agent", ["customer", "agent"]) == ["a"])
    #expect(texts("robot", ["agent", "robot"]).isEmpty)
    #expect(texts("left", ["left", "right"]) == ["a", "b", "c"])
  }

  @Test("A file: missing, a directory, a device, an endless pipe")
  func files() throws {
    let folder = try WorkFolder()
    let path = ClipPath(try folder.put("WEBVTT\n\n00:01.000 --> 00:02.000\na", "a.vtt"))
    #expect(try Transcript(contentsOf: path).stretches.map(\.text) == ["a"])
    let table: [(ClipPath, TranscriptError)] = [
      (folder.clip("none.srt"), .file(.notFound)), (ClipPath(folder.path), .file(.directory)),
      (ClipPath("/dev/zero"), .file(.device)),
    ]
    for (path, error) in table {
      #expect(throws: error) { try Transcript(contentsOf: path) }
    }
  }

  @Test("Noise, zeros and cut texts are read or refused, never a trap")
  func hostile() throws {
    var random = SystemRandomNumberGenerator()
    let texts = [
      SubtitleReaderTests.subRip, TextGridReaderTests.long, TextGridReaderTests.short, ElanReaderTests.document,
    ].map { Array($0.utf8) }
    for text in texts {
      for _ in 0..<200 {
        var bytes = text
        for _ in 0..<Int.random(in: 1...4, using: &random) {
          bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
        }
        bytes.removeLast(Int.random(in: 0..<bytes.count / 2, using: &random))
        check(bytes)
      }
    }
    for count in [1, 2, 3, 1_000] {
      check([UInt8](repeating: 0, count: count))
      check([0xff, 0xfe] + [UInt8](repeating: 0xd8, count: count))
      check((0..<count).map { _ in UInt8.random(in: 0...255, using: &random) })
    }
    let words = [
      "WEBVTT\n-->", "-->", "<", "ooTextFile\nTextGrid", "start_s,end_s\n\"", "WEBVTT\n\n1\n-->\n-->", "&", "{\\",
    ]
    for word in words { check(Array(word.utf8)) }
  }

  private func check(_ bytes: [UInt8]) {
    guard let transcript = try? Transcript(bytes, fileExtension: "csv") else { return }
    #expect(transcript.stretches.allSatisfy { 0 <= $0.startSeconds && $0.startSeconds <= $0.endSeconds })
  }

  @Test("A large transcript is read, and a count that the file does not hold is an error")
  func large() throws {
    let rows = (0..<100_000).map { "\($0),\($0 + 1),word\n" }
    #expect(try TranscriptSamples.read("start_s,end_s,text\n" + rows.joined()).count == rows.count)
    let grid = TextGridReaderTests.long.replacingOccurrences(of: "intervals: size = 3", with: "intervals: size = 1e15")
    #expect(throws: TranscriptError.self) { try TranscriptSamples.read(grid) }
  }
}
