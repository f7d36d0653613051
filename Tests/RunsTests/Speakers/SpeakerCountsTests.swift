import Testing

@testable import Runs

@Suite("Warnings about speaker rules")
struct SpeakerCountsTests {
  private func warnings(_ speakers: [String?]) -> [String] {
    var counts = SpeakerCounts()
    for speaker in speakers { counts.add(speaker) }
    return counts.warnings
  }

  @Test("One speaker for all clips, one clip a speaker, or no speaker at all")
  func useless() {
    #expect(
      warnings(["a", "a", "a"]) == [
        "all 3 clips are taken for one speaker, a; if several people speak in them, the baseline is of no use"
      ]
    )
    #expect(
      warnings(["a", "b", nil]) == [
        "each of the 2 clips has a speaker of its own; a baseline from one clip is worth little"
      ]
    )
    #expect(warnings([nil, nil]) == ["no clip has a speaker: nothing is scored against a baseline"])
  }

  @Test(
    "Useful rules and single clips give no warning",
    arguments: [["a", "a", "b"], ["a", "b", "b"], ["a"], [nil], []]
  )
  func useful(speakers: [String?]) {
    #expect(warnings(speakers).isEmpty)
  }
}
