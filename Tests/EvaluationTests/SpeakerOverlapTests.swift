import Manifests
import TestSupport
import Testing

@testable import Evaluation

@Suite struct SpeakerOverlapTests {
  private func overlap(_ lines: String..., trainedOn: Set<String>?) throws -> SpeakerOverlap {
    let folder = try WorkFolder()
    let rows = try lines.enumerated().map { number, line in
      try folder.put("", "\(number).wav")
      return "\(number).wav,sad,\(line)\n"
    }
    try folder.put("path,emotion,corpus,speaker\n" + rows.joined(), "M.csv")
    return SpeakerOverlap(try Manifest(reading: folder.clip("M.csv")).rows, trainedOn: trainedOn)
  }

  @Test func unseenSpeakersAreDisjoint() throws {
    let overlap = try overlap("one,a", "one,b", trainedOn: ["two/a", "one/c"])
    #expect(overlap.isDisjoint == true && overlap.known.isEmpty)
    #expect("\(overlap)" == "yes: the model was trained on none of the speakers")
  }

  @Test func countsSpeakersSeenInTraining() throws {
    let overlap = try overlap(
      "one,b",
      "one,a",
      "one,b",
      "two,a",
      ",c",
      ",",
      trainedOn: ["one/a", "one/b", "/c", "x/y"]
    )
    #expect(overlap.isDisjoint == false && overlap.known == ["/c", "one/a", "one/b"] && overlap.knownClipCount == 4)
    #expect("\(overlap)" == "no: the model was trained on 3 speakers of the manifest, with 4 of the 6 clips")
  }

  @Test func isUnknownWithoutSpeakerNames() throws {
    let unlisted = try overlap("one,a", trainedOn: nil)
    #expect(unlisted.isDisjoint == nil && "\(unlisted)" == "unknown: the model does not say whom it was trained on")
    let unnamed = try overlap("one,a", "one,", trainedOn: ["one/b"])
    #expect(unnamed.isDisjoint == nil && "\(unnamed)" == "unknown: the manifest names no speaker of 1 clip")
  }
}
