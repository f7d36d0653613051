import Face
import System
import Testing

@testable import Runs

@Suite struct ManifestJobTests {
  private static let odd = ClipPath(bytes: Array("a \"b\"\n#{".utf8) + [0, 0xff, 0x80, 0xe9] + Array("😀.wav".utf8))

  private static let jobs = [
    ManifestJob(clip: ClipPath("a.wav")), ManifestJob(clip: odd), ManifestJob(clip: odd, faceChoice: .fullFrame),
    ManifestJob(clip: odd, faceTable: FaceTableReference(path: odd)),
    ManifestJob(clip: odd, faceTable: FaceTableReference(path: odd, key: "\0 row \"3\"\u{301}"), faceChoice: .all),
    ManifestJob(clip: ClipPath(""), faceTable: FaceTableReference(path: ClipPath(""), key: "")),
  ]

  @Test(arguments: jobs.indices) func roundTripsThroughAMessage(index: Int) throws {
    let job = Self.jobs[index]
    #expect(try ManifestJob(message: job.message) == job && job.message == job.message)
  }

  @Test func differentJobsHaveDifferentMessages() {
    #expect(Set(Self.jobs.map(\.message)).count == Self.jobs.count)
  }

  @Test func rejectsOtherMessages() {
    for text in ["", "a.wav", "{}", #"{"clip":"?"}"#, #"{"clip":"YQ==","faceChoice":"none"}"#] {
      #expect(throws: DecodingError.self) { try ManifestJob(message: ClipPath(text)) }
    }
  }

  @Test func takesItsOptionsFromTheRow() {
    let options = Self.jobs[4].analysis
    #expect(options.faceTable == Self.jobs[4].faceTable && options.face == .all)
    #expect(Self.jobs[0].analysis.summary == nil)
  }
}
