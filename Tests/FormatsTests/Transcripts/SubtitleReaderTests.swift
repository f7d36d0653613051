import Foundation
import Testing

@testable import Formats

@Suite("Transcripts: SubRip and WebVTT")
struct SubtitleReaderTests {
  static let subRip = """
    1
    00:00:01,000 --> 00:00:02,500
    Hello,
    world

    2
    00:00:03,000 --> 01:00:04,250
    again

    """

  @Test("SubRip as it should be, and as it is found")
  func found() throws {
    let expected = [Expected(1, 2.5, "Hello, world"), Expected(3, 3604.25, "again")]
    let table = [
      Self.subRip, Self.subRip.replacingOccurrences(of: "\n", with: "\r\n"),
      Self.subRip.replacingOccurrences(of: "\n", with: "\r"), "\u{feff}" + Self.subRip, "\n\n" + Self.subRip,
      String(Self.subRip.dropLast()), Self.subRip.replacingOccurrences(of: ",000", with: ".000"),
      Self.subRip.replacingOccurrences(of: "00:00:0", with: "0:0:0"),
      Self.subRip.replacingOccurrences(of: "00:00:0", with: "00:0"),
      Self.subRip.replacingOccurrences(of: " --> ", with: "-->"),
      Self.subRip.replacingOccurrences(of: "2,500", with: "2,500  X1:10 X2:20 Y1:1 Y2:2"),
      Self.subRip.replacingOccurrences(of: "\n\n", with: "\n"),
      Self.subRip.replacingOccurrences(of: "\n\n", with: "\n \t\n\n"),
      Self.subRip.replacingOccurrences(of: "Hello,\n", with: "Hello,\n\n"),
      Self.subRip.replacingOccurrences(of: "1\n00", with: "00").replacingOccurrences(of: "2\n00", with: "00"),
    ]
    for text in table { #expect(try TranscriptSamples.read(text) == expected, "\(text.debugDescription)") }
    for isLittleEndian in [true, false] {
      let bytes = TranscriptSamples.utf16(Self.subRip, littleEndian: isLittleEndian)
      #expect(try TranscriptSamples.read(bytes) == expected)
    }
  }

  @Test("Markup is no part of a text")
  func markup() throws {
    let table = [
      ("<i>a</i> <b>b</b>", "a b"), ("{\\an8}up {\\i1}here", "up here"), ("<font color=\"#fff\">c</font>", "c"),
      ("a &amp; b &lt;c&gt; &#233;&#xE9; &nbsp;d", "a & b <c> éé \u{a0}d"),
      ("1 < 2 > 0, R&D; x{y}", "1 < 2 > 0, R&D; x{y}"),
      ("one<br>two", "one two"), ("<I>A</I>", "A"), ("a &unknown; b & c", "a &unknown; b & c"), ("", ""),
      ("a --> b", "a --> b"), ("\u{1f600} ü", "\u{1f600} ü"),
    ]
    for (text, plain) in table {
      let cue = "1\n00:00:01,000 --> 00:00:02,000\n\(text)\n"
      #expect(try TranscriptSamples.read(cue) == [Expected(1, 2, plain)], "\(text)")
    }
  }

  @Test("Latin-1 is read where the text is no UTF-8")
  func latin() throws {
    let cue = Array("1\n00:00:01,000 --> 00:00:02,000\ncaf".utf8) + [0xe9, 0x0a]
    #expect(try TranscriptSamples.read(cue) == [Expected(1, 2, "café")])
  }

  @Test("WebVTT: header, comments, styles, regions, names, settings, voices")
  func webVTT() throws {
    let text = """
      WEBVTT - a title
      Kind: captions

      NOTE
      two lines
      of a comment

      STYLE
      ::cue { color: red }

      REGION
      id:fred

      intro
      00:01.000 --> 00:02.000 align:start position:10%
      <v Anna>Hi <i.loud>there</i> &lt;3

      NOTE one line

      00:00:03.000 --> 100:00:04.000
      <v.first Ben &amp; Co>one</v>
      <v Anna>two <00:00:03.500><c>three</c>

      00:05.000 --> 00:05.000

      00:06.000 --> 00:07.000
      last
      """
    let expected = [
      Expected(1, 2, "Hi there <3", ["Anna"]), Expected(3, 360_004, "one two three", ["Ben & Co", "Anna"]),
      Expected(5, 5, ""), Expected(6, 7, "last"),
    ]
    #expect(try TranscriptSamples.read(text) == expected)
    #expect(try TranscriptSamples.read(text.replacingOccurrences(of: "\n", with: "\r\n")) == expected)
    #expect(try TranscriptSamples.read("WEBVTT\n00:01.000 --> 00:02.000\nx") == [Expected(1, 2, "x")])
  }

  @Test("Stretches are in order of start; those that start together keep the file's order")
  func order() throws {
    let cues = [(5, "c"), (1, "a"), (1, "b")].map { "00:0\($0).000 --> 00:09.000\n\($1)\n\n" }
    let texts = try TranscriptSamples.read("WEBVTT\n\n" + cues.joined()).map(\.text)
    #expect(texts == ["a", "b", "c"])
  }

  @Test("A mistake is an error that names its line")
  func mistakes() {
    let good = "1\n00:00:01,000 --> 00:00:02,000\na\n\n2\n"
    let table: [(String, TranscriptError)] = [
      (good + "00:00:0x,000 --> 00:00:04,000\nb", .badTime("00:00:0x,000", line: 6)),
      (good + "00:00:03,000 --> later\nb", .badTime("later", line: 6)),
      (good + "-00:00:03,000 --> 00:00:04,000\nb", .badTime("-00:00:03,000", line: 6)),
      (good + "00:00:03,000 --> \nb", .badTime("", line: 6)),
      (good + "00:75:03,000 --> 00:76:04,000\nb", .badTime("00:75:03,000", line: 6)),
      (good + "00:00:61,000 --> 00:01:04,000\nb", .badTime("00:00:61,000", line: 6)),
      (good + "00:00:03:12 --> 00:01:04:00\nb", .badTime("00:00:03:12", line: 6)),
      (good + "99999999:00:03 --> 99999999:00:04\nb", .badTime("99999999:00:03", line: 6)),
      (good + "00:00:05,000 --> 00:00:04,999\nb", .endBeforeStart(line: 6)),
      (good + "00:00:03,000 -> 00:00:04,000\nb", .noTimes(line: 5)),
      ("WEBVTT\n\nname\n00:01 -> 00:02\nx", .noTimes(line: 3)), ("WEBVTT\n", .noStretches),
      ("WEBVTT\n\nNOTE nothing", .noStretches), ("", .empty), ("\n", .unknownFormat), ("some notes\n", .unknownFormat),
      ("{\"a\": 1}", .unknownFormat), ("WEBVTTX\n\nfile", .unknownFormat),
    ]
    for (text, error) in table {
      #expect(throws: error, "\(text)") { try TranscriptSamples.read(text) }
    }
    #expect(throws: TranscriptError.noTimes(line: 2)) {
      try TranscriptSamples.read("\n1\n00:00:01,000 -> 00:00:02,000\na", fileExtension: "srt")
    }
    #expect("\(TranscriptError.endBeforeStart(line: 6))" == "line 6: the end is before the start")
  }
}
