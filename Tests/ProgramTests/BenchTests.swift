import Foundation
import TestSupport
import Testing

@Suite("emocli bench")
struct BenchTests {
  private static let fixtures = "\(Repository.root)/Fixtures"

  @Test("One line of JSON per clip; a clip that fails is a message")
  func clips() throws {
    let result = try Program.run(.words("bench -r 1 speech.wav missing.mp4 face.jpg"), directory: Self.fixtures)
    #expect(result.status == 1 && result.lines.count == 1)
    #expect(result.error.contains("missing.mp4: not_found") && result.error.contains("face.jpg: unsupported"))
    let line = try #require(result.lines.first)
    let report = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    #expect(report["schema"] as? String == "emocli.bench/1" && report["repeats"] as? Int == 1)
    let stages = try #require(report["stages"] as? [String: [String: Any]])
    #expect(stages["total"]?["realtime"] as? Double ?? 0 > 0 && stages["face"]?["realtime"] is NSNull)
  }

  @Test("A table has the stages and the face networks")
  func table() throws {
    let result = try Program.run(.words("bench -f table --repeats 1 face.mp4"), directory: Self.fixtures)
    #expect(result.status == 0 && result.error.isEmpty, "\(result.error)")
    for name in ["machine", "decoding alone", "voice", "fusion", "total", "detector", "landmarks", "action units"] {
      #expect(result.lines.contains { $0.hasPrefix("\(name) ") }, "\(name)")
    }
  }

  @Test func wrongUsage() throws {
    #expect(try Program.run("bench", "--repeats", "0").status == 64)
  }
}
