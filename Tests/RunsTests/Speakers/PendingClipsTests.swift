import Foundation
import Fusion
import Numerics
import Recognition
import Records
import System
import TestSupport
import Testing

@testable import Runs

@Suite struct PendingClipsTests {
  private let models: FusionModel
  private let measured: MeasuredRecord

  init() throws {
    models = try FusionModel(weights: SafeTensors(path: "\(Repository.models)/emocli-av.safetensors"))
    let analyzer = ClipAnalyzer(models: try Models(), options: AnalysisOptions())
    measured = try #require(analyzer.measure(ClipPath(Repository.fixture("speech.wav"))).first)
  }

  private func clip(_ name: String) -> MeasuredRecord {
    var copy = measured
    copy.record.path = ClipPath(name)
    return copy
  }

  private func failed(_ name: String) -> MeasuredRecord {
    let record = ClipRecord(path: ClipPath(name), failure: ClipFailure(.corrupt, "no"))
    return MeasuredRecord(record: record, measurement: nil)
  }

  private let anna = PendingClips.Speaker(key: "one/anna", name: "anna")

  @Test func scoresClipsInOrderAgainstTheirSpeakers() throws {
    let pending = try PendingClips()
    try pending.add(clip("b.wav"), speaker: anna)
    try pending.add(failed("c.wav"), speaker: anna)
    try pending.add(clip("a.wav"), speaker: anna)
    try pending.add(clip("d.wav"), speaker: nil)
    #expect(pending.tally.okCount == 3 && pending.tally.failedCount == 1)
    let baselines = try pending.baselines()
    #expect(baselines.keys.sorted() == ["one/anna"] && baselines["one/anna"]?.clips == 2)
    var records: [ClipRecord] = []
    let end = try pending.deliver(model: models, options: AnalysisOptions(), baselines: baselines) { index, record in
      #expect(index == records.count)
      records.append(record)
      return true
    }
    #expect(end == .finished && records.map(\.path.description) == ["b.wav", "c.wav", "a.wav", "d.wav"])
    #expect(records.map { $0.analysis?.speaker } == ["anna", nil, "anna", nil])
    #expect(records.map { $0.analysis?.baseline?.clips } == [2, nil, 2, nil])
    #expect(records[1].failure == ClipFailure(.corrupt, "no"))
    #expect(try pending.last()?.path == ClipPath("d.wav"))
  }

  @Test func baselinesDoNotDependOnClipOrder() throws {
    let names = ["b.wav", "a.wav", "c.wav"]
    let baselines = try [names, names.reversed()].map { names in
      let pending = try PendingClips()
      for name in names { try pending.add(clip(name), speaker: anna) }
      return try pending.baselines()
    }
    #expect(baselines[0] == baselines[1])
  }

  @Test func stopsWhenTheReceiverReturnsFalse() throws {
    let pending = try PendingClips()
    for name in ["a.wav", "b.wav"] { try pending.add(clip(name), speaker: nil) }
    var count = 0
    let end = try pending.deliver(model: models, options: AnalysisOptions(), baselines: [:]) { _, _ in
      count += 1
      return false
    }
    #expect(end == .finished && count == 1)
  }

  @Test func hasNoLastRecordWithoutClips() throws {
    #expect(try PendingClips().last() == nil)
  }
}
