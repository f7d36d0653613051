import Foundation
import TestSupport
import Testing

@testable import Learning

@Suite struct CacheFolderTests {
  private let folder: WorkFolder

  init() throws {
    folder = try WorkFolder()
  }

  private func cache(limit: Int) throws -> CacheFolder {
    try CacheFolder(URL(fileURLWithPath: folder.path("cache")), limit: limit)
  }

  private func write(_ names: [String], to cache: CacheFolder, bytes: Int = 100) throws {
    for name in names {
      let read = try cache.write(Data(repeating: 1, count: bytes), to: name) {
        try Data(contentsOf: URL(fileURLWithPath: $0))
      }
      #expect(read.count == bytes)
      // Times of use must differ.
      usleep(20_000)
    }
  }

  private func has(_ name: String, _ cache: CacheFolder) -> Bool {
    cache.read(name) { _ in true } ?? false
  }

  @Test func removesTheFilesUsedLongestAgo() throws {
    let cache = try cache(limit: 350)
    try write(["a", "b", "c"], to: cache)
    #expect(has("a", cache))
    usleep(20_000)
    try write(["d"], to: cache)
    #expect(has("a", cache) && !has("b", cache) && has("c", cache) && has("d", cache))
    #expect(cache.missCount == 1)
  }

  @Test func keepsTheLatestFileAndWhatIsNotItsOwn() throws {
    let cache = try cache(limit: 50)
    try folder.put(Data(repeating: 1, count: 1000), "cache/notes.txt")
    try write(["a", "b"], to: cache)
    #expect(!has("a", cache) && has("b", cache))
    #expect(FileManager.default.fileExists(atPath: folder.path("cache/notes.txt")))
  }

  @Test func unreadableContentIsAMiss() throws {
    let cache = try cache(limit: 1000)
    try write(["a"], to: cache)
    struct Damaged: Error {}
    #expect(cache.read("a") { _ -> Int in throw Damaged() } == nil)
    #expect(cache.missCount == 1)
  }
}
