import Formats
import Foundation
import TestSupport
import Testing

@Suite("Long clips, their segments and the summary")
struct LongClipProgramTests {
  private let folder: WorkFolder

  init() throws {
    folder = try WorkFolder()
  }

  /// Writes a call of 12 s: the left party speaks until 6 s, the right one from then on. Returns its path.
  @discardableResult
  private func putCall(_ name: String = "call.wav") throws -> String {
    var file = try WaveFile.speech(seconds: 6)
    let rest = [UInt8](repeating: 0, count: file.data.count)
    let (left, right) = (file.data + rest, rest + file.data)
    file.channels = 2
    file.data = stride(from: 0, to: left.count, by: 2).flatMap { left[$0..<$0 + 2] + right[$0..<$0 + 2] }
    return try folder.put(file.bytes, name)
  }

  private func run(_ words: String) throws -> Program.Result {
    try Program.run(["analyze", "-q"] + .words(words), directory: folder.path)
  }

  private static func segments(_ record: JSONValue) -> [(start: Double, emotion: String?)] {
    record["segments"]!.elements.map { ($0["start_s"]!.number!, $0["emotion"]?.text) }
  }

  @Test("A silent channel has no emotion where it is silent; its time is not judged")
  func silentChannel() throws {
    try putCall()
    let records = try run("--channel each --timeline 1 call.wav").records()
    #expect(records.count == 2)
    for (record, speaks) in zip(records, [0.0..<6, 6..<12]) {
      for (start, emotion) in Self.segments(record) where abs(start - 6) > 1 {
        #expect((emotion != nil) == speaks.contains(start), "channel \(record["channel"]!), \(start) s")
      }
      #expect((5...7.1).contains(record["judged_s"]!.number!))
      let shares = RecordChecks.labelled(record["time_share"])
      #expect(shares.count == 8 && abs(shares.values.reduce(0, +) - 1) < 1e-9)
    }
    let named = try run("--channel each --channel-names agent,customer --summary sum.csv -f table call.wav")
    #expect(named.text.contains("call.wav [agent]") && named.text.contains("call.wav [customer]"))
    let sums = try folder.text("sum.csv")
    #expect(sums.contains("\nchannel,,,agent,") && sums.contains("\nchannel,,,customer,"))
    let other = try run("--channel 1 call.wav").records()[0]
    #expect(other["time_share"] == records[0]["time_share"] && other["judged_s"] == records[0]["judged_s"])
  }

  @Test("One channel of several has none where it is silent even if a face is seen", .enabled(if: Tools.hasFFmpeg))
  func silentChannelWithFace() throws {
    let call = try putCall()
    let (face, clip) = (Repository.fixture("face.mp4"), folder.path("call.mp4"))
    try Tools.ffmpeg("-stream_loop 3 -i \(face) -i \(call) -map 0:v -map 1:a -t 12 -c:v libx264 -c:a aac \(clip)")
    let each = try run("--channel each --timeline 2 call.mp4").records()
    #expect(Self.segments(each[0]).map { $0.emotion != nil }[..<2] == [true, true])
    #expect(Self.segments(each[0]).map(\.emotion)[4...].allSatisfy { $0 == nil })
    #expect(Self.segments(each[1]).map(\.emotion)[..<2].allSatisfy { $0 == nil })
    let mix = try run("--timeline 2 call.mp4").records()[0]
    #expect(Self.segments(mix).allSatisfy { $0.emotion != nil })
    for segment in each[0]["segments"]!.elements where segment["emotion"] == .null {
      #expect(segment["weight_voice"] == .null && segment["valence"] == .null && segment["speech_ratio"] == 0)
    }
  }

  @Test("Nobody speaks and the face has left: no emotion", .enabled(if: Tools.hasFFmpeg))
  func faceLeaves() throws {
    let face = Repository.fixture("face.mp4")
    let filter =
      "[0:v]scale=320:240,setsar=1,fps=25,format=yuv420p[a];[1:v]setsar=1,format=yuv420p[b];[a][b]concat=n=2:v=1[v]"
    try Tools.ffmpeg(
      "-i \(face) -f lavfi -i testsrc2=size=320x240:rate=25:duration=9 -f lavfi -i anullsrc=r=16000:cl=mono "
        + "-filter_complex \(filter) -map [v] -map 2:a -t 12 -c:v libx264 -c:a aac \(folder.path("leaves.mp4"))"
    )
    // The face is there for 3.3 s.
    let record = try run("--timeline 1 leaves.mp4").records()[0]
    #expect(Self.segments(record).map { $0.emotion != nil } == (0..<12).map { $0 < 4 })
    #expect(record["judged_s"] == 4)
    #expect(try run("leaves.mp4").records()[0]["judged_s"] == 4)
  }

  @Test("--speaker-by scores the shares with the baseline; one job or several")
  func speakers() throws {
    for name in ["anna/1.wav", "anna/2.wav"] {
      try folder.put(WaveFile.speech(seconds: name == "anna/1.wav" ? 12 : 9).bytes, name)
    }
    let first = try run("--speaker-by directory -j 1 anna").records()
    let second = try run("--speaker-by directory -j 2 --timeline 1 anna").records()
    for (one, other) in zip(first, second) {
      #expect(one["time_share"] == other["time_share"] && one["judged_s"] == other["judged_s"])
      #expect(one["judged_s"]!.number! > 8 && other.value(at: ["baseline", "clips"]) == 2)
      let counts = Dictionary(grouping: other["segments"]!.elements.compactMap { $0["emotion"]?.text }) { $0 }
      let judged = counts.values.reduce(0) { $0 + $1.count }
      for (label, share) in RecordChecks.labelled(one["time_share"]) {
        #expect(abs(share - Double(counts[label]?.count ?? 0) / Double(judged)) < 0.05, "\(label)")
      }
    }
  }

  @Test("--rows segments: a row per segment, a row for every other clip, in a file or a pipe")
  func rows() throws {
    try putCall()
    try folder.copy(Repository.fixture("tone.wav"), as: "tone.wav")
    try folder.copy(Repository.fixture("face.jpg"), as: "face.jpg")
    let words = "--rows segments --timeline utterance call.wav tone.wav face.jpg"
    let result = try run(words)
    #expect(result.status == 1)
    let rows = try result.lines.map { try JSONValue(parsing: $0) }
    let record = try run("--timeline utterance call.wav").records()[0]
    let count = record["segments"]!.elements.count
    #expect(count >= 2 && rows.count == count + 2)
    for (row, segment) in zip(rows, record["segments"]!.elements) {
      #expect(row["path"] == "call.wav" && row["status"] == "ok" && row["error"] == .null)
      #expect(row.without("path", "channel", "speaker", "status", "error") == segment.without())
    }
    #expect(rows[count].value(at: ["error", "kind"]) == "no_speech_or_face" && rows[count]["start_s"] == .null)
    #expect(rows[count + 1]["path"] == "face.jpg" && rows[count + 1]["emotion"] == .null)
    #expect(try run("\(words) -o rows.csv -j 2").status == 1)
    let sheet = try folder.text("rows.csv").split(separator: "\n").map { $0.split(separator: ",").first }
    #expect(sheet == ["path"] + Array(repeating: "call.wav", count: count) + ["tone.wav", "face.jpg"])
    let fields = try run("--rows segments --timeline 6 --fields start_s,emotion -f csv call.wav")
    #expect(fields.lines.count == 3 && fields.lines[0] == "start_s,emotion")
    let sidecars = try run("--rows segments --sidecar srt call.wav")
    #expect(sidecars.status == 0 && sidecars.lines.count == 12)
  }

  @Test(
    "Wrong usage of rows and summary says what is needed",
    arguments: [
      ("--rows segments call.wav", "needs --timeline"),
      ("--rows segments --timeline 1 -f json call.wav", "jsonl or csv only"),
      ("--rows segments --timeline 1 -f table call.wav", "jsonl or csv only"),
      ("--rows segments --timeline 1 -o x.json call.wav", "jsonl or csv only"),
      ("--rows segments --timeline 1 -o x.jsonl --resume call.wav", "whole records"),
      ("--rows segments --timeline 1 --fields path,bytes call.wav", "path, path_base64, channel, speaker, status"),
      ("--fields confidense call.wav", "did you mean confidence"),
      ("--rows words call.wav", "clips"), ("--summary call.wav call.wav", "overwrite an input"),
      ("--summary x.csv -o x.csv call.wav", "the same file"),
    ]
  )
  func wrongUsage(words: String, reason: String) throws {
    try putCall()
    let result = try run(words)
    #expect(result.status == 64 && result.error.contains(reason), "\(result.error)")
    #expect(try folder.entries == ["call.wav"])
  }

  /// The rows of a summary by level, path, speaker and channel.
  private func summary(_ name: String = "sums.csv") throws -> [String: [String: String]] {
    let lines = try folder.text(name).split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    let rows = lines.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(lines[0], $0)) }
    return Dictionary(
      rows.map { row in (["level", "path", "speaker", "channel"].map { row[$0]! }.joined(separator: "|"), row) }
    ) { first, _ in first }
  }

  @Test(
    "--summary adds up the records, for any format and fields",
    arguments: ["", "-f csv --fields path", "-f table"]
  )
  func summaries(words: String) throws {
    try putCall()
    try folder.copy(Repository.fixture("speech-stereo.wav"), as: "short.wav")
    try folder.put("no sound", "broken.wav")
    let records = try run("--channel each call.wav short.wav broken.wav").records()
    let result = try run("--channel each \(words) --summary sums.csv call.wav short.wav broken.wav")
    #expect(result.status == 1)
    let rows = try summary()
    #expect(rows.count == 7)
    var total = 0.0
    for record in records where record.outcome == "ok" {
      let row = try #require(rows["clip|\(record["path"]!.text!)||\(record["channel"]!.number!.formatted())"])
      let (duration, label) = (record["duration_s"]!.number!, record["emotion"]!.text!)
      total += record["judged_s"]?.number ?? duration
      if duration > 8 {
        for (label, share) in RecordChecks.labelled(record["time_share"]) {
          let seconds = share * record["judged_s"]!.number!
          #expect(abs(Double(row["seconds.\(label)"]!)! - seconds) < 0.001)
          #expect(abs(Double(row["share.\(label)"]!)! - share) < 1e-9)
        }
      } else {
        #expect(row["seconds"] == row["seconds.\(label)"] && abs(Double(row["seconds"]!)! - duration) < 1e-9)
      }
    }
    let all = try #require(rows["all|||"])
    #expect(all["clips"] == "2" && all["failed"] == "1" && abs(Double(all["seconds"]!)! - total) < 0.002)
    #expect(rows["channel|||1"]?["clips"] == "2" && rows["channel|||2"] != nil)
  }

  @Test("With --resume the summary covers the whole file", arguments: ["jsonl", "csv"])
  func resumedSummary(format: String) throws {
    try putCall("anna/call.wav")
    try folder.copy(Repository.fixture("speech.wav"), as: "ben/1.wav")
    try folder.put("no sound", "ben/2.wav")
    let words = "--channel each -f \(format) -o out"
    #expect(try run("\(words) --summary whole.csv anna ben").status == 1)
    try FileManager.default.removeItem(atPath: folder.path("out"))
    #expect(try run("\(words) --resume anna").status == 0)
    #expect(try run("\(words) --resume --summary parts.csv ben").status == 1)
    #expect(try folder.text("parts.csv") == folder.text("whole.csv"))
    // Again, with nothing left to do but the failure.
    #expect(try run("\(words) --resume --summary again.json anna ben").status == 1)
    let rows = try JSONValue(parsing: try folder.text("again.json")).elements
    let all = try #require(rows.last)
    #expect(all["level"] == "all" && all["failed"] == 1 && all["clips"] == 2)
    #expect(all.value(at: ["seconds", "total"])?.number == Double(try summary("whole.csv")["all|||"]!["seconds"]!))
  }

  @Test("--summary has a row per speaker, and an unwritable one stops the run before it begins")
  func speakerSummary() throws {
    try folder.copy(Repository.fixture("speech.wav"), as: "anna/1.wav")
    try folder.copy(Repository.fixture("speech.opus"), as: "anna/2.opus")
    try folder.copy(Repository.fixture("face.mp4"), as: "ben/1.mp4")
    #expect(try run("--speaker-by directory --summary sums.csv anna ben").status == 0)
    let rows = try summary()
    #expect(rows["speaker||anna|"]?["clips"] == "2" && rows["speaker||ben|"]?["clips"] == "1" && rows.count == 6)
    let refused = try run("--summary missing/sums.csv -o out anna")
    #expect(refused.status == 2 && refused.error.contains("missing/sums.csv"))
  }

  @Test("The table shows the labels over a long clip's time")
  func table() throws {
    try putCall()
    let table = try run("-f table call.wav")
    #expect(table.lines.count == 3 && table.lines[2].hasPrefix("  ") && table.lines[2].hasSuffix(" % of the time"))
    #expect(try !run("-f table \(Repository.fixture("speech.wav"))").text.contains("of the time"))
  }
}
