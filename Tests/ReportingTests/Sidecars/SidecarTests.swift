import Foundation
import Records
import System
import TestSupport
import Testing

@testable import Reporting

@Suite("Annotation files")
struct SidecarTests {
  /// Happy for a second, no voice or face for half a second, uncertain for just over an hour.
  static let record: ClipRecord = {
    var record = SampleRecords.ok
    guard var analysis = record.analysis else { return record }
    func segment(_ start: Double, _ end: Double, _ label: String?) -> EmotionSegment {
      EmotionSegment(
        startSeconds: start,
        endSeconds: end,
        emotion: label.flatMap { EmotionVerdict(rawValue: $0) },
        confidence: label.map { _ in 0.774 },
        probabilities: nil
      )
    }
    analysis.segments = [segment(0, 1, "happy"), segment(1, 1.5, nil), segment(1.5, 3_661.25, "uncertain")]
    analysis.durationSeconds = 3_662
    record.outcome = .ok(analysis)
    return record
  }()

  static func text(_ format: SidecarFormat) throws -> String {
    try #require(Sidecar(record, startSeconds: 0)).text(as: format, in: ClipPath("."))
  }

  @Test("Subtitles omit intervals without an emotion")
  func subtitles() throws {
    #expect(
      try Self.text(.srt) == """
        1
        00:00:00,000 --> 00:00:01,000
        happy 77 %

        2
        00:00:01,500 --> 01:01:01,250
        uncertain


        """
    )
    #expect(
      try Self.text(.vtt) == """
        WEBVTT

        NOTE emotion over time by emocli-av 1.0.0

        00:00:00.000 --> 00:00:01.000
        happy 77 %

        00:00:01.500 --> 01:01:01.250
        uncertain


        """
    )
  }

  @Test("A TextGrid's tiers have no gaps")
  func textGrid() throws {
    let text = try Self.text(.textgrid)
    let texts = text.matches(of: /text = "(.*)"/).map { String($0.1) }
    #expect(texts == ["happy", "", "uncertain", "", "0.774", "", "0.774", ""])
    let starts = text.matches(of: /\ {12}xmin = (.*)/).map { String($0.1) }
    let ends = text.matches(of: /\ {12}xmax = (.*)/).map { String($0.1) }
    #expect(starts == ["0", "1", "1.5", "3661.25", "0", "1", "1.5", "3661.25"])
    #expect(ends == ["1", "1.5", "3661.25", "3662", "1", "1.5", "3661.25", "3662"])
  }

  @Test("All references in an EAF file resolve")
  func elan() throws {
    let text = try Self.text(.eaf)
    let slots = Set(text.matches(of: /TIME_SLOT_ID="(\w+)"/).map { $0.1 })
    let references = text.matches(of: /TIME_SLOT_REF[12]="(\w+)"/).map { $0.1 }
    #expect(slots.count == 4 && references.count == 8 && Set(references) == slots)
    #expect(text.contains("RELATIVE_MEDIA_URL=\"./clip.mp4\"") && text.contains("MIME_TYPE=\"video/mp4\""))
    let annotations = text.matches(of: /ANNOTATION_ID="(\w+)"/).map { $0.1 }
    #expect(Set(annotations).count == 4)
  }

  /// A record with segments: start, end, label, confidence, text.
  private static func record(
    _ segments: [(Double, Double, String?, Double?, String?)],
    channel: Int? = nil
  ) -> ClipRecord {
    var record = Self.record
    guard var analysis = record.analysis else { return record }
    analysis.channel = channel
    analysis.segments = segments.map { start, end, label, confidence, text in
      EmotionSegment(
        startSeconds: start,
        endSeconds: end,
        emotion: label.flatMap { EmotionVerdict(rawValue: $0) },
        confidence: confidence,
        probabilities: confidence.map { Probabilities([.happy: $0, .sad: 1 - $0]) },
        text: text
      )
    }
    analysis.durationSeconds = 10
    record.outcome = .ok(analysis)
    return record
  }

  private static func tiers(_ text: String) -> [String] {
    text.matches(of: /name = "(.*)"/).map { String($0.1) }
  }

  @Test("Equal neighbours are joined, with the mean of their confidence over time; not in the table")
  func joined() throws {
    let record = Self.record([
      (0, 1, "happy", 0.9, nil), (1, 4, "happy", 0.7, nil), (4, 5, "sad", 0.6, nil), (5, 6, nil, nil, nil),
      (6, 7, "sad", 0.5, nil), (8, 9, "sad", 0.5, nil),
    ])
    let sidecar = try #require(Sidecar(record, startSeconds: 0))
    let folder = ClipPath(".")
    let captions = sidecar.text(as: .srt, in: folder).split(separator: "\n").filter { $0.contains("%") }
    #expect(captions == ["happy 75 %", "sad 60 %", "sad 50 %", "sad 50 %"])
    #expect(sidecar.text(as: .vtt, in: folder).contains("00:00:00.000 --> 00:00:04.000\nhappy 75 %\n"))
    #expect(sidecar.text(as: .textgrid, in: folder).contains("xmax = 4\n            text = \"0.75\""))
    #expect(sidecar.text(as: .eaf, in: folder).contains("<ANNOTATION_VALUE>0.75<"))
    let rows = sidecar.text(as: .csv, in: folder).split(separator: "\n")
    #expect(rows.count == 7 && rows[0].hasPrefix("start_s,end_s,emotion,confidence,probabilities.neutral,"))
    #expect(rows[0].hasSuffix("probabilities.surprised,channel"))
    #expect(rows[1] == "0,1,happy,0.9,,,0.9,0.1,,,,," && rows[4] == "5,6,,,,,,,,,,,")
  }

  @Test("Texts stand beside the emotions; overlapping stretches get tiers of their own")
  func texts() throws {
    let record = Self.record([
      (0, 2, "happy", 0.9, "a <b> & \"c\""), (1, 3, "happy", 0.8, "over"), (2, 4, nil, nil, "silent"),
      (20, 21, nil, nil, ""),
    ])
    let sidecar = try #require(Sidecar(record, startSeconds: 0))
    let folder = ClipPath(".")
    #expect(
      sidecar.text(as: .srt, in: folder) == """
        1
        00:00:00,000 --> 00:00:02,000
        [happy] a <b> & "c"

        2
        00:00:01,000 --> 00:00:03,000
        [happy] over

        3
        00:00:02,000 --> 00:00:04,000
        silent


        """
    )
    #expect(sidecar.text(as: .vtt, in: folder).contains("\n[happy] a &lt;b&gt; &amp; \"c\"\n"))
    let grid = sidecar.text(as: .textgrid, in: folder)
    #expect(Self.tiers(grid) == ["emotion", "confidence", "text", "emotion 2", "confidence 2", "text 2"])
    #expect(grid.contains("text = \"a <b> & \"\"c\"\"\"") && grid.contains("text = \"silent\""))
    let eaf = sidecar.text(as: .eaf, in: folder)
    #expect(eaf.contains("<ANNOTATION_VALUE>a &lt;b&gt; &amp; &quot;c&quot;</ANNOTATION_VALUE>"))
    let times = eaf.matches(of: /TIME_VALUE="(\d+)"/).compactMap { Int($0.1) }
    #expect(times == times.sorted())
    let rows = sidecar.text(as: .csv, in: folder).split(separator: "\n")
    #expect(rows[0].hasSuffix(",channel,text") && rows[1].hasSuffix(",,\"a <b> & \"\"c\"\"\""))
  }

  @Test("Several channels: a tier each, with its name; the table has both")
  func channels() throws {
    let records = [
      (Sidecar.Channel(number: 1, name: "customer"), Self.record([(0, 1, "happy", 0.9, nil)], channel: 1)),
      (Sidecar.Channel(number: 2), Self.record([(0, 1, nil, nil, nil), (1, 2, "sad", 0.8, nil)], channel: 2)),
      (Sidecar.Channel(number: 3, name: "a \"b\""), SampleRecords.failed),
    ]
    let sidecar = try #require(Sidecar(records, startSeconds: 0))
    let folder = ClipPath(".")
    #expect(Self.tiers(sidecar.text(as: .textgrid, in: folder)) == ["customer", "ch2", "a \"\"b\"\""])
    let eaf = sidecar.text(as: .eaf, in: folder)
    #expect(eaf.matches(of: /TIER_ID="([^"]*)"/).map { String($0.1) } == ["customer", "ch2", "a &quot;b&quot;"])
    let rows = sidecar.text(as: .csv, in: folder).split(separator: "\n").dropFirst()
    #expect(rows.map { $0.split(separator: ",").last } == ["customer", "2", "2"])
    #expect(rows.map { $0.prefix(7) } == ["0,1,hap", "0,1,,,,", "1,2,sad"])
    #expect(Sidecar([(Sidecar.Channel(number: 1), SampleRecords.failed)], startSeconds: 0) == nil)
  }

  @Test("A clip's URL escapes reserved characters")
  func address() throws {
    let folder = try WorkFolder()
    let clip = try folder.put([0], Array("a b&\"é".utf8) + [0xe9] + Array(".wav".utf8))
    let link = MediaLink(to: clip, from: ClipPath(folder.path))
    #expect(link.relative == "./a%20b%26%22%C3%A9%E9.wav" && link.address.hasSuffix("/a%20b%26%22%C3%A9%E9.wav"))
    #expect(link.type == "audio/x-wav" && link.address.hasPrefix("file:///"))
    #expect(MediaLink(to: clip, from: ClipPath("/")).relative == nil)
    let (near, inside) = (try folder.makeDirectory("near by/er"), try folder.makeDirectory("in"))
    let other = ClipPath(try folder.put([0], "in/b.wav"))
    #expect(MediaLink(to: other, from: ClipPath(near)).relative == "../../in/b.wav")
    #expect(MediaLink(to: other, from: ClipPath(folder.path)).relative == "./in/b.wav")
    #expect(MediaLink(to: clip, from: ClipPath(inside)).relative == "../a%20b%26%22%C3%A9%E9.wav")
    #expect(MediaLink(to: other, from: ClipPath(folder.link("link", to: near))).relative == "../../in/b.wav")
  }

  @Test("A clip without segments, a still and a failure have no annotation file")
  func nothing() {
    #expect(Sidecar(SampleRecords.voiceOnly, startSeconds: 0) == nil)
    #expect(Sidecar(SampleRecords.failed, startSeconds: 0) == nil)
    var still = SampleRecords.ok
    guard var analysis = still.analysis else { return }
    analysis.durationSeconds = 0
    still.outcome = .ok(analysis)
    #expect(Sidecar(still, startSeconds: 0) == nil)
  }
}
