import Glibc
import System

/// Walks the files below a directory, one step at a time, in ascending byte order of their paths.
///
/// Hidden entries are skipped. Symbolic links are followed, except to one of the directories above.
struct DirectoryWalk {
  /// The result of one step.
  enum Step {
    /// A regular file, or an entry whose target cannot be examined: opening it reports why.
    case file(ClipPath)
    /// A FIFO, a socket or a device.
    case special(ClipPath)
    case unreadable(ClipPath, code: Int32)
    /// A directory was entered or left.
    case nothingYet
    case end
  }

  private struct Level {
    let path: ClipPath
    let identity: Identity
    /// In descending order: the next entry is the last.
    var entries: [Entry]
  }

  private struct Identity: Equatable {
    let device: UInt
    let inode: UInt
  }

  private struct Entry {
    enum Kind { case file, directory, special }
    let name: [UInt8]
    let kind: Kind

    /// The start of the entry's paths below its directory. Sorting by it puts whole paths in byte order.
    var sortKey: [UInt8] { kind == .directory ? name + [UInt8(ascii: "/")] : name }
  }

  private var toEnter: ClipPath?
  private var levels: [Level] = []

  init(_ directory: ClipPath) {
    toEnter = directory
  }

  mutating func next() -> Step {
    if let directory = toEnter {
      toEnter = nil
      return enter(directory)
    }
    guard let level = levels.last else { return .end }
    guard let entry = level.entries.last else {
      levels.removeLast()
      return .nothingYet
    }
    levels[levels.count - 1].entries.removeLast()
    let path = level.path.appending(entry.name)
    switch entry.kind {
    case .file: return .file(path)
    case .special: return .special(path)
    case .directory: return enter(path)
    }
  }

  private mutating func enter(_ path: ClipPath) -> Step {
    guard let directory = path.withCString({ opendir($0) }) else { return .unreadable(path, code: errno) }
    defer { closedir(directory) }
    var status = stat()
    guard fstat(dirfd(directory), &status) == 0 else { return .unreadable(path, code: errno) }
    let identity = Identity(device: status.st_dev, inode: status.st_ino)
    if levels.contains(where: { $0.identity == identity }) { return .nothingYet }

    var entries: [Entry] = []
    var code: Int32 = 0
    while true {
      errno = 0
      guard let raw = readdir(directory) else {
        code = errno
        break
      }
      let name = Self.name(of: raw)
      if name.first == UInt8(ascii: ".") { continue }
      entries.append(Entry(name: name, kind: Self.kind(of: name, raw.pointee.d_type, in: dirfd(directory))))
    }
    let keyed = entries.map { (key: $0.sortKey, entry: $0) }
    entries = keyed.sorted { $1.key.lexicographicallyPrecedes($0.key) }.map(\.entry)
    levels.append(Level(path: path, identity: identity, entries: entries))
    return code == 0 ? .nothingYet : .unreadable(path, code: code)
  }

  private static func name(of entry: UnsafeMutablePointer<dirent>) -> [UInt8] {
    // Use the offset, because a name may be longer than the array declared in the structure.
    let start = UnsafeRawPointer(entry) + MemoryLayout<dirent>.offset(of: \.d_name)!
    let text = start.assumingMemoryBound(to: CChar.self)
    return Array(UnsafeRawBufferPointer(start: start, count: strlen(text)))
  }

  private static func kind(of name: [UInt8], _ type: UInt8, in directory: Int32) -> Entry.Kind {
    switch Int(type) {
    case Int(DT_REG): return .file
    case Int(DT_DIR): return .directory
    case Int(DT_LNK), Int(DT_UNKNOWN): break
    default: return .special
    }
    var status = stat()
    guard ClipPath(bytes: name).withCString({ fstatat(directory, $0, &status, 0) }) == 0 else { return .file }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return .file
    case S_IFDIR: return .directory
    default: return .special
    }
  }
}
