import System
import Testing

@Suite struct ByteCountTests {
  @Test(arguments: [
    ("500MB", 500_000_000), ("20GB", 20_000_000_000), ("1.5 kb", nil), ("1.5kB", 1500), ("2TB", 2_000_000_000_000),
    ("1024", 1024), ("0", nil), ("-1GB", nil), ("GB", nil), ("", nil), ("nanGB", nil), ("infTB", nil), ("1e99", nil),
    ("20 apples", nil),
  ])
  func parses(_ text: String, _ bytes: Int?) {
    #expect(ByteCount(text)?.bytes == bytes)
  }

  @Test func isWrittenWithItsUnit() {
    #expect(["500MB", "1.5GB", "20GB", "999"].allSatisfy { ByteCount($0).map { "\($0)" } == $0 })
  }
}
