import Formats
import Foundation
import TestSupport
import Testing

@Suite("features --per clip")
struct ClipFeatureTests {
  private func run(_ words: String) throws -> Program.Result {
    try Program.run(["features"] + .words(words), directory: "\(Repository.root)/Fixtures")
  }

  /// The rows of a CSV without quotes, by column name.
  private func table(_ words: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> [[String: String]] {
    let result = try run(words)
    #expect(result.status == 0, sourceLocation: sourceLocation)
    let lines = result.lines.map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
    return lines.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(lines[0], $0)) }
  }

  @Test(
    "The row has the statistics of the rows per frame",
    arguments: [("aus", "face.mp4"), ("face", "face.mp4"), ("embedding", "face-silent.mp4"), ("voice", "speech.wav")]
      + [("mel", "speech.wav"), ("landmarks", "face-silent.mp4")]
  )
  func statistics(kind: String, clip: String) throws {
    let frames = try table("--kind \(kind) \(clip)")
    let rows = try table("--kind \(kind) --per clip \(clip)")
    #expect(rows.count == 1)
    let row = try #require(rows.first)
    #expect(row["path"] == clip && (row["frames"] ?? row["steps"]) == "\(frames.count)")
    #expect((1.9...3.4).contains(Double(row["duration_s"]!)!))
    for name in ["AU12_r", "AU01_raw", "pose_Rx", "box_w", "embedding_7", "F0_Hz", "HNR_dB", "jitter_local", "mel_3"]
      + ["x_30", "voicing"]
    where frames[0][name] != nil {
      let values = frames.compactMap { Double($0[name]!) }
      let mean = values.reduce(0, +) / Double(values.count)
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
      let expected = ["mean": mean, "sd": variance.squareRoot(), "min": values.min()!, "max": values.max()!]
      for (suffix, value) in expected {
        // The rows per frame are rounded.
        let tolerance = 0.001 + 0.001 * abs(value) + (name == "box_w" ? 0.05 : 0)
        #expect(abs(Double(row["\(name)_\(suffix)"]!)! - value) < tolerance, "\(name)_\(suffix)")
      }
    }
    if kind == "voice" {
      for name in ["syllable_rate", "voiced_ratio", "pause_count"] { #expect(row[name] == frames.last![name]) }
    }
    if kind == "aus" { #expect(Double(row["AU12_r_above_1"]!)! == 0 && row["AU12_c_above_1"] == nil) }
  }

  @Test("Several clips: a row each in their order; one that fails has none", arguments: [1, 2])
  func several(jobs: Int) throws {
    let result = try run("--kind voice --per clip -j \(jobs) speech.wav face.jpg speech-stereo.wav")
    #expect(result.status == 1 && result.error.contains("face.jpg: no_streams"))
    #expect(result.lines.map { $0.split(separator: ",")[0] } == ["path", "speech.wav", "speech-stereo.wav"])
    let alone = try run("--kind voice --per clip speech-stereo.wav")
    #expect(alone.lines[1] == result.lines[2])
    let failed = try run("--kind voice --per clip face.jpg")
    #expect(failed.status == 1 && failed.output.isEmpty)
  }

  @Test("A row per channel or, with --face all, per face")
  func groups() throws {
    let channels = try table("--kind voice --per clip --channel each speech-stereo.wav")
    #expect(channels.map { $0["channel"] } == ["1", "2"])
    let faces = try table("--kind aus --per clip --face all two-faces.mp4")
    #expect(faces.count == 2 && faces[0]["face_id"] != faces[1]["face_id"])
    #expect(try table("--kind aus --per clip two-faces.mp4").count == 1)
    let none = try table("--kind face --per clip speech.mp4")
    #expect(none.count == 1 && none[0]["frames"] == "0" && none[0]["coverage"] == "0" && none[0]["box_x_mean"] == "")
  }

  @Test("JSON Lines have the same keys; npy is refused")
  func formats() throws {
    let lines = try run("--kind aus --per clip -f jsonl face.mp4").lines
    let row = try JSONValue(parsing: lines[0])
    let sheet = try table("--kind aus --per clip face.mp4")[0]
    #expect(lines.count == 1 && Set(row.keys) == Set(sheet.keys))
    #expect(row["AU12_r_mean"]?.number == Double(sheet["AU12_r_mean"]!))
    let refused = try run("--kind mel --per clip -f npy speech.wav")
    #expect(refused.status == 64 && refused.error.contains("--per clip writes csv or jsonl"))
  }
}
