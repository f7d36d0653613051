import Foundation
import Testing

@testable import Formats

@Suite("Transcripts: TextGrid")
struct TextGridReaderTests {
  static let long = #"""
    File type = "ooTextFile"
    Object class = "TextGrid"

    xmin = 0 
    xmax = 4.5 
    tiers? <exists> 
    size = 3 
    item []: 
        item [1]:
            class = "IntervalTier" 
            name = "words" 
            xmin = 0 
            xmax = 4.5 
            intervals: size = 3 
            intervals [1]:
                xmin = 0 
                xmax = 1.25 
                text = "" 
            intervals [2]:
                xmin = 1.25 
                xmax = 2 
                text = "he said ""no""" 
            intervals [3]:
                xmin = 2 
                xmax = 4.5 
                text = "two
    lines" 
        item [2]:
            class = "TextTier" 
            name = "points" 
            xmin = 0 
            xmax = 4.5 
            points: size = 1 
            points [1]:
                number = 1.5 
                mark = "here" 
        item [3]:
            class = "IntervalTier" 
            name = "gestures" 
            xmin = 0 
            xmax = 4.5 
            intervals: size = 2 
            intervals [1]:
                xmin = 0 
                xmax = 1.5 
                text = "nod" 
            intervals [2]:
                xmin = 1.5 
                xmax = 4.5 
                text = " " 
    """#
  static let short = #"""
    File type = "ooTextFile"
    "TextGrid"

    0
    4.5
    <exists>
    3
    "IntervalTier"
    "words"
    0
    4.5
    3
    0
    1.25
    ""
    1.25
    2
    "he said ""no"""
    2
    4.5
    "two
    lines"
    "TextTier"
    "points"
    0
    4.5
    1
    1.5
    "here"
    "IntervalTier" ! a comment with "quotes" and 5
    "gestures"
    0 4.5 2
    0 1.5 "nod"
    1.5 4.5 " "
    """#
  static let expected = [
    Expected(0, 1.5, "nod", ["gestures"]), Expected(1.25, 2, "he said \"no\"", ["words"]),
    Expected(2, 4.5, "two lines", ["words"]),
  ]

  @Test("The long and the short form, in every encoding Praat writes")
  func forms() throws {
    for text in [Self.long, Self.short, Self.short.replacingOccurrences(of: "File type = ", with: "")] {
      #expect(try TranscriptSamples.read(text) == Self.expected)
      #expect(try TranscriptSamples.read(text.replacingOccurrences(of: "\n", with: "\r\n")) == Self.expected)
      #expect(try TranscriptSamples.read("\u{feff}" + text) == Self.expected)
      for isLittleEndian in [true, false] {
        #expect(
          try TranscriptSamples.read(TranscriptSamples.utf16(text, littleEndian: isLittleEndian)) == Self.expected
        )
      }
    }
    let latinText = Self.short.replacingOccurrences(of: "nod", with: "#").utf8.map {
      $0 == UInt8(ascii: "#") ? 0xe9 : $0
    }
    #expect(try TranscriptSamples.read(latinText).first?.text == "é")
  }

  @Test("A mistake is an error that names its line")
  func mistakes() {
    let table: [(String, String, TranscriptError)] = [
      ("xmax = 1.25 ", "xmax = -1.25 ", .badTime("-1.25", line: 17)),
      ("xmin = 2 ", "xmin = 5 ", .endBeforeStart(line: 25)),
      ("\"he said \"\"no\"\"\"", "", .expected("the text of an interval", line: 24)),
      ("intervals: size = 3", "intervals: size = 4", .expected("the start of an interval", line: 29)),
      ("size = 3 \nitem", "size = x \nitem", .expected("the number of tiers", line: 10)),
      ("\"IntervalTier\"", "\"Tier\"", .expected("an IntervalTier or a TextTier", line: 14)),
      ("<exists>", "<absent>", .noStretches),
      ("\"TextGrid\"", "\"TextGrid", .expected("the start of the TextGrid", line: 11)),
      ("\" \" ", "\" ", .openQuote(line: 50)),
    ]
    for (old, new, error) in table {
      let text = Self.long.replacingOccurrences(of: old, with: new)
      #expect(text != Self.long, "\(old)")
      let found = #expect(throws: TranscriptError.self, "\(new)") { try TranscriptSamples.read(text) }
      #expect(found == error, "\(new)")
    }
    for lines in 5..<50 {
      let all = Self.long.split(separator: "\n", omittingEmptySubsequences: false)
      let text = all.prefix(lines).joined(separator: "\n")
      #expect(throws: TranscriptError.self, "\(lines) lines") { try TranscriptSamples.read(text) }
    }
    #expect(throws: TranscriptError.otherTextGrid) {
      try TranscriptSamples.read("\"Praat chronological TextGrid text file\"\n0 4.5   ! Time domain.")
    }
    #expect(throws: TranscriptError.unknownFormat) {
      try TranscriptSamples.read("File type = \"ooTextFile\"\nObject class = \"PitchTier\"\n")
    }
  }
}
