import Foundation
import Records
import System
import TestSupport
import Testing

@testable import Reporting

@Suite("Resuming from a file of records")
struct EarlierRecordsTests {
  static let model = "emocli-av 1.0.0"

  /// Returns a clip's record, or its error record.
  static func record(_ path: String, isOK: Bool = true, channel: Int? = nil) -> ClipRecord {
    var record = isOK ? SampleRecords.voiceOnly : SampleRecords.failed
    record.path = ClipPath(bytes: Array(path.utf8))
    (record.bytes, record.modified) = (12, "2026-11-22T10:00:00Z")
    if var analysis = record.analysis {
      analysis.channel = channel
      record.outcome = .ok(analysis)
    }
    return record
  }

  static func write(_ records: [ClipRecord], as format: RecordFormat, in folder: WorkFolder) throws -> [UInt8] {
    let sink = MemorySink()
    let writer = format.writer(to: sink)
    try writer.begin()
    for record in records { try writer.write(record) }
    try writer.finish()
    try folder.put(sink.text, "out")
    return Array(sink.text.utf8)
  }

  static func read(
    _ folder: WorkFolder,
    as format: RecordFormat,
    model: String = model,
    options: String? = nil,
    hasRowPerChannel: Bool = false
  ) throws -> EarlierRecords {
    try EarlierRecords(
      reading: folder.clip("out"),
      format: format,
      model: model,
      options: options,
      hasRowPerChannel: hasRowPerChannel
    )
  }

  @Test("Rows are found whatever their paths contain", arguments: [RecordFormat.jsonl, .csv])
  func paths(format: RecordFormat) throws {
    let folder = try WorkFolder()
    let names = ["a.wav", "a, \"b\"\n.wav", "é.wav"]
    var strange = Self.record("x")
    strange.path = ClipPath(bytes: [0xe9, 0x2f, 0x61])
    let records = names.map { Self.record($0) } + [strange, Self.record("b", isOK: false)]
    _ = try Self.write(records, as: format, in: folder)
    let earlier = try Self.read(folder, as: format)
    #expect(Set(earlier.clips.keys) == Set(names.map { ClipPath($0) } + [strange.path, ClipPath("b")]))
    let clip = try #require(earlier.clips[ClipPath(names[1])])
    #expect(clip.isOK && clip.count == 1 && clip.bytes == 12 && clip.modified == "2026-11-22T10:00:00Z")
    #expect(earlier.clips[ClipPath("b")]?.isOK == false && earlier.lastPath == ClipPath("b") && earlier.hasBegun)
  }

  @Test("A missing file and an empty file have no records", arguments: [RecordFormat.jsonl, .csv])
  func nothing(format: RecordFormat) throws {
    let folder = try WorkFolder()
    #expect(try Self.read(folder, as: format).clips.isEmpty)
    try folder.put("", "out")
    let empty = try Self.read(folder, as: format)
    #expect(empty.clips.isEmpty && empty.hasBegun == (format == .jsonl))
    #expect(!empty.contains(rowsOf: []))
  }

  @Test("A torn row is removed, wherever it was torn", arguments: [RecordFormat.jsonl, .csv])
  func torn(format: RecordFormat) throws {
    let folder = try WorkFolder()
    let whole = try Self.write([Self.record("a"), Self.record("b\n\"c\"")], as: format, in: folder)
    let first = try Self.write([Self.record("a")], as: format, in: folder)
    for length in first.count..<whole.count {
      try folder.put(whole[..<length], "out")
      let earlier = try Self.read(folder, as: format)
      #expect(earlier.clips.count == 1)
      #expect(earlier.contains(rowsOf: []) == (length > first.count))
      try earlier.rewritten(without: []).finish()
      #expect(try folder.bytes("out") == first)
    }
    #expect(try folder.entries == ["out"])
  }

  @Test("Rows are removed without changing the others", arguments: [RecordFormat.jsonl, .csv])
  func rewriting(format: RecordFormat) throws {
    let folder = try WorkFolder()
    let records = [
      Self.record("a"), Self.record("b", isOK: false), Self.record("c"), Self.record("b"),
      Self.record("d", isOK: false),
    ]
    let before = try Self.write(records, as: format, in: folder)
    chmod(folder.path("out"), 0o640)
    let earlier = try Self.read(folder, as: format)
    #expect(earlier.clips[ClipPath("b")]?.isOK == false && earlier.clips[ClipPath("b")]?.count == 2)
    #expect(earlier.contains(rowsOf: [ClipPath("b")]) && !earlier.contains(rowsOf: [ClipPath("elsewhere")]))
    let rewritten = try earlier.rewritten(without: [ClipPath("b"), ClipPath("elsewhere")])
    #expect(try folder.bytes("out") == before)
    try rewritten.finish()
    let left = try folder.bytes("out")
    #expect(try left == Self.write([records[0], records[2], records[4]], as: format, in: folder))
    var status = stat()
    #expect(stat(folder.path("out"), &status) == 0 && status.st_mode & 0o777 == 0o640)
  }

  @Test("With one row per channel, a clip counts by its first channel")
  func channels() throws {
    let folder = try WorkFolder()
    let rows = [("a", 1), ("a", 2), ("b", 1), ("b", 2), ("a", 1), ("a", 2)].map { Self.record($0, channel: $1) }
    _ = try Self.write(rows, as: .jsonl, in: folder)
    let earlier = try Self.read(folder, as: .jsonl, hasRowPerChannel: true)
    #expect(earlier.clips.mapValues(\.count) == [ClipPath("a"): 2, ClipPath("b"): 1])
  }

  @Test(
    "Text that is not a record is rejected, not mistaken for a torn row",
    arguments: ["my notes", "He said \"hello\nline 2\n", "{\"schema\":\"other\"", "schema,paths"]
  )
  func notes(text: String) throws {
    let folder = try WorkFolder()
    for format in [RecordFormat.jsonl, .csv] {
      for before in [[], [Self.record("a")]] {
        let bytes = try Self.write(before, as: format, in: folder) + text.utf8
        try folder.put(bytes, "out")
        #expect(throws: ResumeError.self) { try Self.read(folder, as: format) }
        #expect(try folder.bytes("out") == bytes)
      }
    }
    // An unclosed quote would hide all rows after it.
    let rows = try Self.write([Self.record("a")], as: .csv, in: folder)
    let open = rows + Array("emocli.clip/1,\"a".utf8) + rows.dropFirst(rows.firstIndex(of: 10)!)
    try folder.put(open, "out")
    #expect(throws: ResumeError.invalidRow(folder.clip("out"), row: 3)) { try Self.read(folder, as: .csv) }
  }

  @Test("Records of another model, with other options or in another format are rejected and kept")
  func refused() throws {
    let folder = try WorkFolder()
    let bytes = try Self.write([Self.record("a")], as: .jsonl, in: folder)
    let out = folder.clip("out")
    #expect(throws: ResumeError.otherModel(out, found: Self.model, now: "emocli-av 2.0.0")) {
      try Self.read(folder, as: .jsonl, model: "emocli-av 2.0.0")
    }
    #expect(throws: ResumeError.otherOptions(out, found: nil, now: "--face all")) {
      try Self.read(folder, as: .jsonl, options: "--face all")
    }
    #expect(throws: ResumeError.invalidRow(out, row: 1)) { try Self.read(folder, as: .csv) }
    #expect(try folder.bytes("out") == bytes)
    try folder.put(bytes + Array("{\"path\":\"b\"}\n".utf8), "out")
    #expect(throws: ResumeError.invalidRow(out, row: 2)) { try Self.read(folder, as: .jsonl) }
    _ = try Self.write([Self.record("a")], as: .csv, in: folder)
    #expect(throws: ResumeError.invalidRow(out, row: 1)) { try Self.read(folder, as: .jsonl) }
    let elsewhere = try WorkFolder()
    try elsewhere.makeDirectory("out")
    #expect(throws: ResumeError.notRegularFile(elsewhere.clip("out"))) { try Self.read(elsewhere, as: .jsonl) }
  }
}
