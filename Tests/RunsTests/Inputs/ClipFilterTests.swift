import Batch
import Recognition
import System
import Testing

@testable import Runs

@Suite struct ClipFilterTests {
  private let paths = (0..<40).map { ClipPath("speaker \($0 / 4)/\($0).wav") }

  @Test func takesEveryClipWithoutAShard() {
    var filter = ClipFilter()
    #expect(paths.allSatisfy { filter.verdict(for: $0) == .taken })
  }

  @Test func shardsPartitionTheClips() {
    let parts = (1...3).map { index in
      var filter = ClipFilter(shard: Shard(index: index, count: 3))
      return paths.filter { filter.verdict(for: $0) == .taken }
    }
    #expect(parts.allSatisfy { !$0.isEmpty } && Set(parts.joined()) == Set(paths))
    #expect(parts.map(\.count).reduce(0, +) == paths.count)
  }

  @Test func keepsASpeakersClipsInOneShard() throws {
    let names = try SpeakerNames(.directory)
    var filter = ClipFilter(shard: Shard(index: 1, count: 2), names: names)
    let taken = Dictionary(grouping: paths) { names.speaker(of: $0)! }.values.map { clips in
      clips.count { filter.verdict(for: $0) == .taken }
    }
    #expect(Set(taken) == [0, 4])
  }

  @Test func unicodeEquivalentNamesAreOneSpeaker() throws {
    let names = try SpeakerNames(.directory)
    for count in 2...9 {
      var filter = ClipFilter(shard: Shard(index: 1, count: count), names: names)
      #expect(filter.verdict(for: ClipPath("Ren\u{e9}e/1.wav")) == filter.verdict(for: ClipPath("Rene\u{301}e/2.wav")))
    }
  }

  @Test func skipsAClipAsOftenAsItIsRecorded() {
    var filter = ClipFilter()
    filter.skip([paths[0]: 2, paths[1]: 0])
    #expect((0..<3).map { _ in filter.verdict(for: paths[0]) } == [.recorded, .recorded, .taken])
    #expect(filter.verdict(for: paths[1]) == .taken && filter.recordedCount == 2)
  }

  @Test func recordedClipsStayInTheirShard() {
    for index in 1...2 {
      var filter = ClipFilter(shard: Shard(index: index, count: 2))
      filter.skip([paths[0]: 1])
      #expect(filter.verdict(for: paths[0]) != .taken)
    }
  }
}
