import Foundation

/// A folder of cache files whose total size is bounded: when it grows beyond the limit, the files that were used longest
/// ago are removed. Several processes may share it. Files that are not the cache's own are left alone.
public final class CacheFolder {
  /// The ending of the cache's files.
  private static let ending = ".safetensors"
  /// After trimming, this share of the limit is left, so that not every file causes another search.
  private static let keptShare = 0.9
  /// The folder is searched at the first file, and whenever this share of the limit was written.
  private static let searchedShare = 0.02

  private let folder: URL
  private let limit: Int
  /// Bytes written since the last search; nil before the first.
  private var written: Int?
  /// Files that were asked for and were not there.
  public private(set) var missCount = 0

  /// - Parameters:
  ///   - folder: created if missing.
  ///   - limit: in bytes.
  ///
  /// Throws `CocoaError` if the folder cannot be created.
  public init(_ folder: URL, limit: Int) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    self.folder = folder
    self.limit = limit
  }

  private func path(_ name: String) -> String {
    folder.appendingPathComponent(name + Self.ending).path
  }

  /// Returns what `read` makes of a file, which counts as used now; nil if there is no such file or `read` throws.
  func read<Content>(_ name: String, _ read: (String) throws -> Content) -> Content? {
    let path = path(name)
    guard utimensat(AT_FDCWD, path, nil, 0) == 0, let content = try? read(path) else {
      missCount += 1
      return nil
    }
    return content
  }

  /// Writes a file, returns what `read` makes of it, and removes other files if all take too much space. Throws
  /// `CocoaError`, and what `read` throws.
  func write<Content>(_ data: Data, to name: String, read: (String) throws -> Content) throws -> Content {
    let path = path(name)
    try data.write(to: URL(fileURLWithPath: path), options: .atomic)
    let content = try read(path)
    let unsearched = written.map { $0 + data.count }
    if unsearched.map({ Double($0) >= Self.searchedShare * Double(limit) }) ?? true {
      trim(keeping: name + Self.ending)
      written = 0
    } else {
      written = unsearched
    }
    return content
  }

  /// A file of the cache.
  private struct Entry {
    let name: String
    let bytes: Int
    let used: Date

    /// Nil if another process has removed the file meanwhile.
    init?(_ name: String, in folder: URL) {
      let attributes = try? FileManager.default.attributesOfItem(atPath: folder.appendingPathComponent(name).path)
      guard let bytes = attributes?[.size] as? Int, let used = attributes?[.modificationDate] as? Date else {
        return nil
      }
      (self.name, self.bytes, self.used) = (name, bytes, used)
    }
  }

  /// Removes the files used longest ago if all are larger than the limit, but never the one with this name.
  private func trim(keeping name: String) {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    let own = files.filter { $0.hasSuffix(Self.ending) }.compactMap { Entry($0, in: folder) }
    var size = own.reduce(0) { $0 + $1.bytes }
    guard size > limit else { return }
    for file in own.sorted(by: { $0.used < $1.used }) where file.name != name {
      guard Double(size) > Self.keptShare * Double(limit) else { break }
      unlink(folder.appendingPathComponent(file.name).path)
      size -= file.bytes
    }
  }
}
