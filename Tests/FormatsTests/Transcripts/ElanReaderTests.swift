import Foundation
import Testing

@testable import Formats

@Suite("Transcripts: EAF")
struct ElanReaderTests {
  static let document = """
    <?xml version="1.0" encoding="UTF-8"?>
    <!-- a comment with <TIER> -->
    <ANNOTATION_DOCUMENT AUTHOR="" DATE="2026-01-01T00:00:00Z" FORMAT="3.0" VERSION="3.0">
        <HEADER MEDIA_FILE="" TIME_UNITS="milliseconds"><PROPERTY NAME="x">0</PROPERTY></HEADER>
        <TIME_ORDER>
            <TIME_SLOT TIME_SLOT_ID="ts1" TIME_VALUE="1000"/>
            <TIME_SLOT TIME_SLOT_ID='ts2'/>
            <TIME_SLOT TIME_SLOT_ID="ts3"/>
            <TIME_SLOT TIME_SLOT_ID="ts4" TIME_VALUE="4000"></TIME_SLOT>
        </TIME_ORDER>
        <TIER LINGUISTIC_TYPE_REF="lt" PARTICIPANT="Anna" TIER_ID="A&amp;B">
            <ANNOTATION>
                <ALIGNABLE_ANNOTATION ANNOTATION_ID="a1" TIME_SLOT_REF1="ts1" TIME_SLOT_REF2="ts2">
                    <ANNOTATION_VALUE>one &lt;1&gt;
    more</ANNOTATION_VALUE>
                </ALIGNABLE_ANNOTATION>
            </ANNOTATION>
            <ANNOTATION>
                <ALIGNABLE_ANNOTATION ANNOTATION_ID="a2" TIME_SLOT_REF1="ts2" TIME_SLOT_REF2="ts3">
                    <ANNOTATION_VALUE><![CDATA[two & <b>]]></ANNOTATION_VALUE>
                </ALIGNABLE_ANNOTATION>
            </ANNOTATION>
            <ANNOTATION>
                <ALIGNABLE_ANNOTATION ANNOTATION_ID="a3" TIME_SLOT_REF1="ts3" TIME_SLOT_REF2="ts4">
                    <ANNOTATION_VALUE/>
                </ALIGNABLE_ANNOTATION>
            </ANNOTATION>
        </TIER>
        <TIER LINGUISTIC_TYPE_REF="ref" PARENT_REF="A&amp;B" TIER_ID="translation">
            <ANNOTATION>
                <REF_ANNOTATION ANNOTATION_ID="a4" ANNOTATION_REF="a1">
                    <ANNOTATION_VALUE>eins</ANNOTATION_VALUE>
                </REF_ANNOTATION>
            </ANNOTATION>
        </TIER>
        <TIER LINGUISTIC_TYPE_REF="lt" TIER_ID="other">
            <ANNOTATION>
                <ALIGNABLE_ANNOTATION ANNOTATION_ID="a5" TIME_SLOT_REF1="ts1" TIME_SLOT_REF2="ts4">
                    <ANNOTATION_VALUE>&#252;ber</ANNOTATION_VALUE>
                </ALIGNABLE_ANNOTATION>
            </ANNOTATION>
        </TIER>
    </ANNOTATION_DOCUMENT>

    """

  @Test("Aligned annotations, time slots without a value, all tiers")
  func document() throws {
    let expected = [
      Expected(1, 2, "one <1> more", ["A&B", "Anna"]), Expected(1, 4, "über", ["other"]),
      Expected(2, 3, "two & <b>", ["A&B", "Anna"]), Expected(3, 4, "", ["A&B", "Anna"]),
    ]
    #expect(try TranscriptSamples.read(Self.document) == expected)
    #expect(try TranscriptSamples.read(Self.document.replacingOccurrences(of: "\n", with: "\r\n")) == expected)
    #expect(try TranscriptSamples.read(TranscriptSamples.utf16(Self.document, littleEndian: true)) == expected)
  }

  @Test("A mistake is an error that names its line")
  func mistakes() {
    let table: [(String, String, TranscriptError)] = [
      ("TIME_VALUE=\"4000\"", "TIME_VALUE=\"400\"", .endBeforeStart(line: 13)),
      ("TIME_VALUE=\"4000\"", "TIME_VALUE=\"-4\"", .badTime("-4 ms", line: 9)),
      ("TIME_VALUE=\"4000\"", "TIME_VALUE=\"nan\"", .badTime("nan ms", line: 9)),
      ("TIME_SLOT_REF1=\"ts3\"", "TIME_SLOT_REF1=\"ts9\"", .missingSlot("ts9", line: 24)),
      ("TIME_UNITS=\"milliseconds\"", "TIME_UNITS=\"PAL-frames\"", .timeUnits("PAL-frames")),
      ("ANNOTATION_DOCUMENT", "html", .notElan), ("ALIGNABLE_ANNOTATION", "NO", .noStretches),
      (
        "<?xml", "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]>\n<?xml",
        .xml("declarations are not read", line: 1)
      ),
      ("&#252;", "&uuml;", .xml("&uuml; is not known", line: 39)),
      ("</TIER>", "</TEIR>", .xml("</TEIR> closes nothing", line: 28)),
      ("</ANNOTATION_DOCUMENT>", "", .xml("<ANNOTATION_DOCUMENT> is never closed", line: 44)),
      ("VERSION=\"3.0\">", "VERSION=3.0>", .xml("VERSION of <ANNOTATION_DOCUMENT has no value in quotes", line: 3)),
    ]
    for (old, new, error) in table {
      let text = Self.document.replacingOccurrences(of: old, with: new)
      let found = #expect(throws: TranscriptError.self, "\(new)") { try TranscriptSamples.read(text) }
      #expect(found == error, "\(new)")
    }
  }

  @Test("XML that is cut anywhere, nested deeply or doubled is an error")
  func hostile() {
    for length in stride(from: 1, to: Self.document.utf8.count - 24, by: 7) {
      #expect(throws: TranscriptError.self) { try TranscriptSamples.read(Array(Self.document.utf8.prefix(length))) }
    }
    let deep = String(repeating: "<a>", count: 100_000)
    let table = [
      "<ANNOTATION_DOCUMENT>\(deep)", Self.document + Self.document, "<", "<>", "</a>", "<a b='1' b='2'/>",
      "<a b='1'c='2'/>",
      "<a>&</a>", "<a>&#xD800;</a>", "<a>&#99999999999;</a>", "<a b=\"", "<!-- ", "<?", "<a/>b", "<a></b>", "<a/ >",
    ]
    for text in table {
      #expect(throws: TranscriptError.self, "\(text.prefix(40))") { try TranscriptSamples.read(text) }
    }
  }
}
