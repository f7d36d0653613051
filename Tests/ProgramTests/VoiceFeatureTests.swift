import Formats
import Media
import System
import TestSupport
import Testing
import Voice

@Suite("features --kind voice")
struct VoiceFeatureTests {
  static let clip = Repository.fixture("speech.wav")

  /// Returns the voice measures of the clip computed by the library.
  static func reference() throws -> [VoiceStep] {
    let reader = try ClipReader(path: ClipPath(clip), options: ReadingOptions())
    let measures = VoiceMeasures()
    var frames: [VoiceStep] = []
    while let event = try reader.next() {
      if case .sound(let block) = event { measures.append(block.channels[0]) { frames.append($0) } }
    }
    _ = measures.finish { frames.append($0) }
    return frames
  }

  func run(_ options: String, _ clips: String...) throws -> Program.Result {
    try Program.run(["features", "--kind", "voice"] + .words(options) + clips.map { Argument($0) })
  }

  @Test("CSV: a row every 10 ms, as in the log-mel, with empty cells for missing values")
  func csv() throws {
    let frames = try Self.reference()
    let result = try run("", Self.clip)
    #expect(result.status == 0 && result.error.isEmpty)
    let rows = result.lines.map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    #expect(rows[0].joined(separator: ",").hasPrefix("timestamp,F0_Hz,voicing,loudness_LUFS,"))
    #expect(rows[0].dropFirst().map(String.init) == VoiceStep.names && rows.count == 1 + frames.count)
    #expect(try Program.run("features", "--kind", "mel", Argument(Self.clip)).lines.count == rows.count)
    for (index, row) in rows.dropFirst().enumerated() {
      #expect(abs(Double(row[0])! - Double(index) / 100) < 1e-9)
      let isEqual = zip(row.dropFirst(), frames[index].values).allSatisfy { text, value in
        text.isEmpty ? value.isNaN : abs(Float(text)! - value) <= 1e-6 + 1e-6 * abs(value)
      }
      #expect(isEqual, "row \(index)")
    }
    let pitch = rows.dropFirst().compactMap { Double($0[1]) }
    #expect(pitch.count > 50 && pitch.allSatisfy { (75...600).contains($0) })
  }

  @Test("JSON Lines: the same names, null for missing values")
  func jsonLines() throws {
    let frames = try Self.reference()
    let lines = try run("--format jsonl", Self.clip).lines
    #expect(lines.count == frames.count)
    let first = try JSONValue(parsing: lines[0])
    #expect(Set(first.keys) == Set(["timestamp"] + VoiceStep.names) && first["F0_Hz"] == .null)
  }

  @Test("npy: float32 (steps, 32)")
  func npy() throws {
    let piped = try run("--format npy", Self.clip).output
    let header = String(decoding: piped[10..<128], as: UTF8.self)
    #expect(header.contains("(\(try Self.reference().count), \(VoiceStep.names.count))"))
  }

  @Test("Channels and parts of clips")
  func parts() throws {
    let channels = try run("--channel each", Repository.fixture("speech-stereo.wav")).lines
    #expect(
      channels[0].hasPrefix("channel,timestamp,F0_Hz,") && Set(channels.dropFirst().map { $0.first }) == ["1", "2"]
    )
    let times = try run("--start 1.5 --duration 0.5", Self.clip).lines.dropFirst().map {
      Double($0.prefix { $0 != "," })!
    }
    #expect(times.count == 51 && times.first == 1.5)
    #expect(try run("", Repository.fixture("silent-picture.mp4")).status == 1)
  }
}
