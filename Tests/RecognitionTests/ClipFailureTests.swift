import Media
import Records
import System
import Testing

@testable import Recognition

@Suite("Error records")
struct ClipFailureTests {
  @Test(
    "Each read error has its kind",
    arguments: [
      (MediaError.notFound, ClipFailure.Kind.notFound), (.unreadable(.directory), .unreadable),
      (.unsupported(.unknownFormat), .unsupported), (.corrupt(.damaged), .corrupt), (.noStreams, .noStreams),
      (.tooLarge(.pipe), .tooLarge), (.timeout, .timeout), (.internal(.outOfMemory), .internal),
    ]
  )
  func kinds(error: MediaError, kind: ClipFailure.Kind) {
    #expect(ClipFailure(error) == ClipFailure(kind, error.description))
  }

  @Test("A failed clip's record has the file's size and time")
  func file() {
    let missing = ClipRecord(path: ClipPath("/no/such/file"), failure: ClipFailure(.internal, "why"))
    #expect(missing.bytes == nil && missing.modified == nil)
    let there = ClipRecord(path: ClipPath("/proc/self/exe"), failure: ClipFailure(.internal, "why"))
    #expect(there.bytes ?? 0 > 0)
    #expect(there.modified?.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/) != nil)
    #expect(
      ClipFile(bytes: 1, modified: .init(timeIntervalSince1970: 1_795_000_000.9)).modified == "2026-11-18T11:06:40Z"
    )
  }
}
