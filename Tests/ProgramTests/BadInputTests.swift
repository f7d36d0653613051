import Foundation
import Glibc
import TestSupport
import Testing

@Suite("Bad inputs")
struct BadInputTests {
  @Test("In one batch each bad input has the right record, and good clips are unaffected")
  func batch() throws {
    let folder = try WorkFolder()
    var inputs = [BadInput.good("first.wav")]
    inputs += BadInput.unusualFiles + BadInput.broken + [BadInput.good("middle.wav")]
    inputs += BadInput.speechless + [BadInput.good("last.wav")]
    for input in inputs { try input.make(folder, input.name) }
    let result = try Program.run(
      ["analyze", "--"] + inputs.map { Argument($0.name) },
      directory: folder.path
    )
    #expect(result.status == 1)
    let records = try result.records()
    #expect(records.map { $0["path"]?.text } == inputs.map(\.name))
    for (input, record) in zip(inputs, records) {
      #expect(input.outcomes.contains(record.outcome ?? ""), "\(input.name): \(record.serialized())")
      if let warning = input.warning {
        #expect(record["warnings"]?.elements.contains(.string(warning)) == true, "\(input.name)")
      }
    }
    let good = records.filter { ["first.wav", "middle.wav", "last.wav"].contains($0["path"]?.text) }
      .map { $0.without("timing", "path", "modified") }
    #expect(good.count == 3 && good.allSatisfy { $0 == good[0] })
  }

  @Test(
    "A clip gives the same record alone and in a batch",
    arguments: [
      ("text.mp4", 1), ("some-nan.wav", nil), ("promises.wav", 0), ("missing.wav", 1), ("playlist.mp4", 1),
      ("two  words\nand lines\t.wav", 0),
    ] as [(String, Int?)]
  )
  func single(name: String, status: Int?) throws {
    let folder = try WorkFolder()
    let input = (BadInput.broken + BadInput.speechless + BadInput.unusualFiles).first { $0.name == name }
    try #require(input).make(folder, name)
    let alone = try Program.run(["analyze", Argument(name)], directory: folder.path)
    let twice = try Program.run(["analyze", Argument(name), Argument(name)], directory: folder.path)
    let records = try alone.records() + twice.records()
    #expect(records.count == 3)
    #expect(RecordChecks.areEqual(records[0], records[1]) && RecordChecks.areEqual(records[0], records[2]))
    #expect(alone.status == twice.status)
    if let status { #expect(alone.status == status) }
  }
}
