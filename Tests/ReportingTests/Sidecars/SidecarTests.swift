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

  @Test("A clip's URL escapes reserved characters")
  func address() throws {
    let folder = try WorkFolder()
    let clip = try folder.put([0], Array("a b&\"é".utf8) + [0xe9] + Array(".wav".utf8))
    let link = MediaLink(to: clip, from: ClipPath(folder.path))
    #expect(link.relative == "./a%20b%26%22%C3%A9%E9.wav" && link.address.hasSuffix("/a%20b%26%22%C3%A9%E9.wav"))
    #expect(link.type == "audio/x-wav" && link.address.hasPrefix("file:///"))
    #expect(MediaLink(to: clip, from: ClipPath("/")).relative == nil)
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
