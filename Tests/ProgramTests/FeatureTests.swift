import Formats
import Foundation
import Glibc
import Media
import Numerics
import System
import TestSupport
import Testing
import Voice

@Suite("features --kind mel")
struct FeatureTests {
  static let clip = Repository.fixture("speech-stereo.wav")

  /// Returns the log-mel of the clip computed by the library.
  static func reference(start: Double = 0) throws -> (samples: Int, frames: Matrix) {
    let reader = try ClipReader(path: ClipPath(clip), options: ReadingOptions(startSeconds: start))
    var samples: [Float] = []
    while let event = try reader.next() {
      if case .sound(let block) = event { samples += block.channels[0] }
    }
    return (samples.count, LogMel.compute(samples))
  }

  func run(_ options: String, _ clips: String...) throws -> Program.Result {
    try Program.run(["features", "--kind", "mel"] + .words(options) + clips.map { Argument($0) })
  }

  static func isNear(_ text: some StringProtocol, _ value: Float) -> Bool {
    Float(text).map { abs($0 - value) <= 1e-5 * max(1, abs(value)) } ?? false
  }

  @Test("CSV: a step every 10 ms with the library's 128 values")
  func csv() throws {
    let (samples, frames) = try Self.reference()
    let result = try run("", Self.clip)
    #expect(result.status == 0 && result.error.isEmpty)
    let rows = result.lines.map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    #expect(rows.count == 1 + 1 + samples / 160 && rows.count == 1 + frames.rows)
    #expect(rows[0].joined(separator: " ") == "timestamp " + (0..<128).map { "mel_\($0)" }.joined(separator: " "))
    for (index, row) in rows.dropFirst().enumerated() {
      try #require(row.count == 129)
      #expect(abs(Double(row[0])! - Double(index) / 100) < 1e-9)
      let isEqual = (0..<128).allSatisfy { Self.isNear(row[$0 + 1], frames[index, $0]) }
      #expect(isEqual, "row \(index)")
    }
  }

  @Test("JSON Lines: the same values, with names")
  func jsonLines() throws {
    let frames = try Self.reference().frames
    let lines = try run("--format jsonl", Self.clip).lines
    #expect(lines.count == frames.rows)
    for index in [0, 7, lines.count - 1] {
      let row = try JSONValue(parsing: lines[index])
      #expect(row.keys.count == 129 && abs(row["timestamp"]!.number! - Double(index) / 100) < 1e-9)
      #expect((0..<128).allSatisfy { abs(Float(row["mel_\($0)"]!.number!) - frames[index, $0]) < 1e-4 })
    }
  }

  @Test("npy: float32 (steps, 128), to a file and to a pipe")
  func npy() throws {
    let folder = try WorkFolder()
    let frames = try Self.reference().frames
    let piped = try run("--format npy", Self.clip).output
    let result = try run("--format npy -o \(folder.path("mel.npy"))", Self.clip)
    #expect(result.status == 0 && result.output.isEmpty)
    #expect(try folder.bytes("mel.npy") == piped)
    #expect(try folder.entries == ["mel.npy"])
    let header = String(decoding: piped[10..<128], as: UTF8.self)
    #expect(piped.starts(with: [0x93] + Array("NUMPY".utf8) + [1, 0]) && header.contains("'<f4'"))
    #expect(header.contains("(\(frames.rows), 128)"))
    let values = piped.dropFirst(128).withUnsafeBytes { bytes in
      (0..<bytes.count / 4).map { bytes.loadUnaligned(fromByteOffset: 4 * $0, as: Float.self) }
    }
    #expect(values.count == frames.rows * 128 && values == frames.values)
  }

  @Test("A part of a clip keeps the clip's time")
  func part() throws {
    let lines = try run("--start 1.5 --duration 0.5", Self.clip).lines
    let times = lines.dropFirst().map { Double($0.prefix { $0 != "," })! }
    #expect(times.count == 51 && times.first == 1.5 && abs(times.last! - 2) < 1e-9)
  }

  @Test("Several clips: a path column, in the order of the clips", arguments: [1, 2])
  func several(jobs: Int) throws {
    let other = Repository.fixture("speech.opus")
    let (one, two) = (try run("", Self.clip).lines, try run("", other).lines)
    let both = try run("-j \(jobs)", Self.clip, other)
    #expect(both.status == 0)
    let expected =
      ["path,\(one[0])"] + one.dropFirst().map { "\(Self.clip),\($0)" } + two.dropFirst().map { "\(other),\($0)" }
    #expect(both.lines == expected)
  }

  @Test("Spooled rows leave no files behind, whatever the temporary directory's name")
  func waitingRows() throws {
    let folder = try WorkFolder()
    let place = try folder.makeDirectory("temporary files")
    let clips = [Self.clip, Repository.fixture("missing.wav"), Self.clip].map { Argument($0) }
    let result = try Program.run(["features", "--kind", "mel"] + clips, environment: ["TMPDIR": place])
    let frameCount = try Self.reference().frames.rows
    #expect(result.status == 1 && result.lines.count == 1 + 2 * frameCount)
    #expect(try FileManager.default.contentsOfDirectory(atPath: place) == [])
  }

  @Test("--channel each: a channel column")
  func channels() throws {
    let lines = try run("--channel each", Self.clip).lines
    #expect(lines[0].hasPrefix("channel,timestamp,mel_0,"))
    let channels = lines.dropFirst().map { $0.first }
    #expect(channels.count { $0 == "1" } == channels.count { $0 == "2" } && Set(channels) == ["1", "2"])
  }

  @Test("A failed clip leaves no rows; other clips' rows are written")
  func failures() throws {
    let folder = try WorkFolder()
    let output = folder.path("mel")
    for format in ["csv", "jsonl", "npy"] {
      for clip in [
        Repository.fixture("missing.wav"), Repository.fixture("frame.png"), Repository.fixture("silent-picture.mp4"),
      ] {
        let piped = try run("--format \(format)", clip)
        #expect(piped.status == 1 && piped.output.isEmpty && piped.error.contains(clip))
      }
      try folder.put("old", "mel")
      let kept = try run("--format \(format) -o \(output)", Repository.fixture("missing.wav"))
      #expect(kept.status == 1)
      // A growing file is emptied at the start; a replaced file only on completion.
      #expect(try folder.text("mel") == (format == "npy" ? "old" : ""))
      #expect(try folder.entries == ["mel"])
    }
    let mixed = try run("-o \(output)", Repository.fixture("missing.wav"), Self.clip)
    #expect(mixed.status == 1 && mixed.error.contains("not_found"))
    #expect(try folder.text("mel").split(separator: "\n").count == 1 + Self.reference().frames.rows)
    #expect(try run("-o /nonexistent/mel.csv", Self.clip).status == 2)
  }
}
