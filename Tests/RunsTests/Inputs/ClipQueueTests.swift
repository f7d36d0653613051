import Foundation
import Recognition
import Records
import Reporting
import System
import TestSupport
import Testing

@testable import Runs

@Suite struct ClipQueueTests {
  private let folder: WorkFolder
  private let recorder = MessageRecorder()

  init() throws {
    folder = try WorkFolder()
    for name in ["anna/1.wav", "anna/2.wav", "ben/1.wav", "ben/notes.txt"] { try folder.put("RIFF", "clips/\(name)") }
  }

  private func clip(_ name: String) -> ClipPath { folder.clip("clips/\(name)") }

  private func queue(_ names: [String] = ["clips"], bySpeaker: Bool = false) throws -> ClipQueue {
    let filter = ClipFilter(names: bySpeaker ? try SpeakerNames(.directory) : nil)
    return ClipQueue(ClipInputs(names.map { folder.clip($0) }), filter: filter, logger: recorder.logger)
  }

  /// Returns the remaining clips.
  private func rest(_ queue: ClipQueue) -> [ClipPath] {
    var clips: [ClipPath] = []
    while true {
      switch queue.step() {
      case .clip(let path): clips.append(path)
      case .nothingYet: continue
      case .waiting, .end: return clips
      }
    }
  }

  /// Writes records of these clips with their current size and time, and reads them back.
  private func recorded(_ clips: [ClipPath], failed: [ClipPath] = [], of channel: [Int?] = [nil]) throws
    -> EarlierRecords
  {
    var text = ""
    for clip in clips + failed {
      for number in channel {
        let file = ClipFile(statusOf: clip)
        var analysis = SampleRecords.analysis
        analysis.channel = number
        let outcome: ClipRecord.Outcome = failed.contains(clip) ? .failed(ClipFailure(.timeout, "late")) : .ok(analysis)
        let record = ClipRecord(path: clip, bytes: file.bytes, modified: file.modified, outcome: outcome)
        text += String(decoding: record.json.utf8(), as: UTF8.self) + "\n"
      }
    }
    try folder.put(text, "records.jsonl")
    return try EarlierRecords(
      reading: folder.clip("records.jsonl"),
      format: .jsonl,
      model: "emocli-av 1.0.0",
      options: nil,
      hasRowPerChannel: channel != [nil]
    )
  }

  @Test func yieldsClipsInOrderAndReportsSkippedFiles() throws {
    let queue = try queue()
    #expect(rest(queue) == [clip("anna/1.wav"), clip("anna/2.wav"), clip("ben/1.wav")])
    #expect(queue.conclude() == .finished && recorder.all == ["notice: skipped 1 non-media file"])
  }

  @Test func inputsWithoutClipsAreIncomplete() throws {
    try folder.makeDirectory("empty")
    let queue = try queue(["empty"])
    #expect(rest(queue).isEmpty && queue.conclude() == .incomplete)
  }

  @Test func yieldsClipsThatAreAlreadyListed() throws {
    let queue = try queue()
    #expect(queue.list()?.count == 3 && rest(queue).count == 3)
  }

  @Test func onlyClipIsSetForASingleClip() {
    #expect(ClipInputs([clip("anna/1.wav")]).onlyClip == clip("anna/1.wav"))
    #expect(ClipInputs([ClipPath("not there.wav")]).onlyClip != nil)
    for paths in [[], [ClipPath("-")], [folder.clip("clips")], [clip("anna/1.wav"), clip("anna/2.wav")]] {
      #expect(ClipInputs(paths).onlyClip == nil)
    }
  }

  @Test func resumingSkipsRecordedClipsAndRedoesTheRest() throws {
    let earlier = try recorded([clip("anna/1.wav")], failed: [clip("ben/1.wav")])
    let queue = try queue()
    let redone = queue.resume(earlier, scope: .clips(hasRowPerChannel: false)) { _ in true }
    // Clips without rows have no rows to remove, but are returned because all inputs were read.
    #expect(redone == [clip("anna/2.wav"), clip("ben/1.wav")])
    #expect(rest(queue) == [clip("anna/2.wav"), clip("ben/1.wav")] && queue.filter.recordedCount == 1)
  }

  @Test func resumingRedoesChangedClipsAndMissingFiles() throws {
    let earlier = try recorded([clip("anna/1.wav"), clip("anna/2.wav"), clip("ben/1.wav")])
    try folder.put("RIFF and more", "clips/anna/1.wav")
    let queue = try queue()
    let redone = queue.resume(earlier, scope: .clips(hasRowPerChannel: false)) { $0 != clip("ben/1.wav") }
    #expect(redone == [clip("anna/1.wav"), clip("ben/1.wav")])
    #expect(rest(queue) == [clip("anna/1.wav"), clip("ben/1.wav")])
  }

  @Test func readsInputsLazilyIfNothingIsRedone() throws {
    let queue = try queue()
    let redone = queue.resume(try recorded([clip("anna/1.wav")]), scope: .clips(hasRowPerChannel: false)) { _ in true }
    #expect(redone == [] && rest(queue) == [clip("anna/2.wav"), clip("ben/1.wav")])
  }

  @Test func redoesTheLastClipWithARowPerChannel() throws {
    let queue = try queue()
    let earlier = try recorded([clip("anna/1.wav"), clip("anna/2.wav")], of: [1, 2])
    let redone = queue.resume(earlier, scope: .clips(hasRowPerChannel: true)) { _ in true }
    #expect(redone == [clip("anna/2.wav"), clip("ben/1.wav")])
    #expect(rest(queue) == [clip("anna/2.wav"), clip("ben/1.wav")])
  }

  @Test func redoesAllClipsOfASpeaker() throws {
    let queue = try queue(bySpeaker: true)
    let earlier = try recorded([clip("anna/1.wav"), clip("ben/1.wav")])
    #expect(queue.resume(earlier, scope: .speakers) { _ in true } == [clip("anna/1.wav"), clip("anna/2.wav")])
    #expect(rest(queue) == [clip("anna/1.wav"), clip("anna/2.wav")])
  }

  @Test func redoesEveryClipWithScopeNothing() throws {
    let queue = try queue(bySpeaker: true)
    let all = [clip("anna/1.wav"), clip("anna/2.wav"), clip("ben/1.wav")]
    #expect(queue.resume(try recorded(all), scope: .nothing) { _ in true } == Set(all))
    #expect(rest(queue) == all)
  }
}
