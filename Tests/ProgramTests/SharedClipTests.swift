import Formats
import TestSupport
import Testing

@Suite("One clip on several cores", .serialized, .enabled(if: Tools.hasFFmpeg))
struct SharedClipTests {
  private let folder: WorkFolder
  /// Speech, and one face, two faces and none in turn, with a cut after each: five windows.
  private static let seconds = 11.0

  init() throws {
    folder = try WorkFolder()
    let (one, two) = (Repository.fixture("face.mp4"), Repository.fixture("two-faces.mp4"))
    let shape = "scale=320:240,setsar=1,fps=30,format=yuv420p"
    let filter =
      "[0:v]\(shape)[a];[1:v]\(shape)[b];[2:v]\(shape)[c];[a][b][c]concat=n=3:v=1,loop=-1:600[v]"
    try Tools.ffmpeg(
      "-i \(one) -i \(two) -f lavfi -i testsrc2=size=320x240:rate=30:duration=2 "
        + "-stream_loop -1 -i \(Repository.fixture("speech.wav")) -filter_complex \(filter) -map [v] -map 3:a "
        + "-t \(Self.seconds) -c:v libx264 -bf 3 -c:a aac \(folder.path("film.mp4"))"
    )
  }

  private func run(_ words: String) throws -> Program.Result {
    try Program.run(.words(words), directory: folder.path)
  }

  private func record(_ words: String) throws -> JSONValue {
    let result = try run("analyze -q \(words)")
    return try #require(try result.records().first, "\(result.status): \(result.error)")
  }

  @Test(
    "The record does not depend on --jobs",
    arguments: ["--timeline 1", "--face all --timeline utterance", "--face largest --modality face", "--start 3.3"]
  )
  func sameRecord(options: String) throws {
    let records = try [1, 2, 5].map { try record("-j \($0) \(options) film.mp4") }
    for record in records[1...] { #expect(RecordChecks.areEqual(record, records[0])) }
    #expect(records[0]["status"] == "ok")
  }

  @Test("The segments end where the clip does")
  func end() throws {
    let record = try record("-j 3 --timeline 1 film.mp4")
    #expect(abs(record["duration_s"]!.number! - Self.seconds) < 0.05)
    #expect(record["segments"]!.elements.last?["end_s"] == record["duration_s"])
  }

  @Test("Nor do the rows of features", arguments: ["face", "aus", "embedding", "landmarks --face all"])
  func sameFeatures(kind: String) throws {
    let rows = try [1, 2, 5].map { try run("features -q -j \($0) --duration 3 --kind \(kind) film.mp4") }
    #expect(rows[0].status == 0 && rows[0].lines.count > 80)
    for other in rows[1...] { #expect(other.output == rows[0].output) }
  }

  @Test("A clip that breaks off gives the same, too")
  func brokenOff() throws {
    try Tools.ffmpeg("-i \(folder.path("film.mp4")) -c copy \(folder.path("film.mkv"))")
    let bytes = try folder.bytes("film.mkv")
    try folder.put(Array(bytes.prefix(bytes.count * 2 / 3)), "cut.mkv")
    let records = try [1, 3].map { try record("-j \($0) --timeline 1 cut.mkv") }
    #expect(RecordChecks.areEqual(records[0], records[1]))
    #expect(records[0]["warnings"]!.elements.contains("cut off"))
  }
}
