import Testing

@testable import Batch

@Suite("Shards")
struct ShardTests {
  @Test(
    "The hash is 64-bit FNV-1a",
    arguments: [
      ("", 0xcbf2_9ce4_8422_2325),
      ("a", 0xaf63_dc4c_8601_ec8c),
      ("foobar", 0x8594_4171_f739_67e8),
    ] as [(String, UInt64)]
  )
  func hash(text: String, value: UInt64) {
    #expect(Shard.hash(text.utf8) == value)
  }

  @Test("Every name belongs to exactly one part, and the parts are about equal in size")
  func partition() throws {
    let names = (0..<3_000).map { Array("clips/\($0).wav".utf8) }
    for count in [1, 2, 3, 7] {
      let shards = try (1...count).map { try #require(Shard(index: $0, count: count)) }
      for name in names { #expect(shards.count { $0.contains(name) } == 1) }
      for shard in shards {
        let share = Double(names.count { shard.contains($0) }) / Double(names.count) * Double(count)
        #expect(abs(share - 1) < 0.15)
      }
    }
  }

  @Test("I/N parses if 1 ≤ I ≤ N")
  func parsing() {
    #expect(Shard("2/3") == Shard(index: 2, count: 3) && Shard("1/1") != nil)
    let wrong = ["", "1", "0/3", "4/3", "-1/3", "1/0", "1/2/3", "a/b", "1/", "/2", " 1/2", "+1/2", "1/\(UInt64.max)"]
    for text in wrong { #expect(Shard(text) == nil, "\(text)") }
  }
}
