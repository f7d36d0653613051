import Emotion
import Formats
import Foundation
import Fusion
import TestSupport
import Testing

@testable import Recognition

@Suite("Speaker baselines file")
struct SpeakerBaselinesTests {
  /// Clips whose features are not short decimals.
  static func baseline(_ clips: Int) -> SpeakerBaseline {
    SpeakerBaseline(
      (1...clips).map { clip in
        var streams: ByModality = [
          .voice: StreamSummary(values: (0..<VoiceHead.pooledWidth).map { sin(Float($0 * clip)) })
        ]
        if clip > 1 { streams[.face] = StreamSummary(values: (0..<FaceFeatures.width).map { cos(Float($0 + clip)) }) }
        return ClipSummary(streams)
      }
    )
  }

  static let baselines = SpeakerBaselines(features: "f", speakers: ["anna": baseline(7), "Änne/\"2\"": baseline(1)])

  @Test("Baselines decode bit for bit, and equal baselines give equal bytes")
  func exact() throws {
    let data = Self.baselines.data
    #expect(try SpeakerBaselines(reading: data, features: "f") == Self.baselines)
    #expect(SpeakerBaselines(features: "f", speakers: Self.baselines.speakers).data == data)
    let file = try JSONValue(parsing: Array(data))
    #expect(file["schema"]?.text == SpeakerBaselines.schema && file["speakers"]?["anna"]?["clips"] == 7)
    #expect(file["speakers"]?["anna"]?["appearance"]?["count"] == 6)
    let nobody = SpeakerBaselines(features: "", speakers: [:])
    #expect(try SpeakerBaselines(reading: nobody.data, features: "") == nobody)
  }

  @Test("Anything but a baselines file is refused with a reason")
  func refused() throws {
    func read(_ text: String, _ features: String = "f") throws(SpeakerBaselinesError) -> SpeakerBaselines {
      try SpeakerBaselines(reading: Data(text.utf8), features: features)
    }
    let good = String(decoding: Self.baselines.data, as: UTF8.self)
    for text in ["", "{}", "[]", "words", String(good.prefix(3000)), good + "}"] {
      #expect(throws: SpeakerBaselinesError.notBaselines) { try read(text) }
    }
    #expect(throws: SpeakerBaselinesError.otherFeatures) { try read(good, "g") }
    let later = good.replacingOccurrences(of: "baselines/1", with: "baselines/2")
    #expect(throws: SpeakerBaselinesError.otherSchema("emocli.baselines/2")) { try read(later) }
    for (old, new) in [
      (#""clips":7"#, #""clips":5"#), (#""clips":7"#, #""clips":-7"#), (#""clips":7"#, #""clips":7.5"#),
      (#""clips":7"#, #""clip":7"#), (#""count":7"#, #""count":-1"#), (#""sums":""#, #""sums":"AAAA"#),
      (#""sums":""#, #""sum":""#), (#""speakers""#, #""speaker""#), (#""sums":""#, #""sums":"!"#),
    ] {
      let text = good.replacingOccurrences(of: old, with: new)
      #expect(text != good)
      do {
        _ = try read(text)
        Issue.record("\(new) was read")
      } catch {
        guard case .broken(let reason) = error else { throw error }
        #expect(!reason.isEmpty && !reason.contains("CodingKeys"), "\(reason)")
      }
    }
  }

  /// A file with one speaker and one clip, in which one voice feature has this square; all sums are 1.
  static func file(square: Double) -> Data {
    let sums = [Double](repeating: 1, count: VoiceHead.pooledWidth)
    let squares = Array(sums.dropLast()) + [square]
    func text(_ numbers: [Double]) -> String { numbers.withUnsafeBytes { Data($0).base64EncodedString() } }
    let nobody = SpeakerBaselines(features: "f", speakers: ["a": SpeakerBaseline()]).data
    let zeros = text(sums.map { _ in 0 })
    return Data(
      String(decoding: nobody, as: UTF8.self).replacingOccurrences(of: #""clips":0"#, with: #""clips":1"#)
        .replacingOccurrences(
          of: #"{"count":0,"squares":"\#(zeros)","sums":"\#(zeros)"}"#,
          with: #"{"count":1,"squares":"\#(text(squares))","sums":"\#(text(sums))"}"#
        ).utf8
    )
  }

  @Test("Impossible sums and squares are refused", arguments: [Double.nan, .infinity, -1, 0.999, 1e200])
  func impossible(square: Double) throws {
    #expect(throws: SpeakerBaselinesError.self) {
      try SpeakerBaselines(reading: Self.file(square: square), features: "f")
    }
    let good = try SpeakerBaselines(reading: Self.file(square: 1), features: "f")
    #expect(good.speakers["a"]?.voice.count == 1)
  }
}
