import Glibc
import System

/// Paths read from a descriptor as they arrive, each ended by a separator; the last one need not be.
///
/// Bytes are kept as they are, a trailing carriage return too. Empty paths are passed over.
struct PathList {
  /// What one look at the descriptor brought.
  enum Step: Equatable {
    case path(ClipPath)
    /// Nothing before the descriptor can be read.
    case waiting
    /// The list is over; `code` is the errno that ended it, 0 at its end.
    case end(code: Int32)
  }

  /// No file's path is longer than 4,096 bytes. What a longer one has beyond this is dropped, so that a list
  /// without separators does not fill the memory.
  static let longestPath = 1 << 16

  let descriptor: Int32
  private let separator: UInt8
  private var chunk: ArraySlice<UInt8> = []
  private var path: [UInt8] = []
  private var ended: Int32?

  init(descriptor: Int32, separator: UInt8) {
    self.descriptor = descriptor
    self.separator = separator
  }

  /// The next path if it is there. Reads at most once, and only what can be read without waiting.
  mutating func next() -> Step {
    if let path = takePath() { return .path(path) }
    if ended == nil, Descriptor.waitReadable(descriptor, milliseconds: 0) {
      read()
      if let path = takePath() { return .path(path) }
    }
    return ended.map { .end(code: $0) } ?? .waiting
  }

  private mutating func read() {
    var bytes = [UInt8](repeating: 0, count: 1 << 14)
    switch bytes.withUnsafeMutableBytes({ Descriptor.read(descriptor, into: $0) }) {
    case .bytes(let count): chunk = bytes[..<count]
    case .nothing: break
    case .end: ended = 0
    case .failed(let code): ended = code
    }
  }

  private mutating func takePath() -> ClipPath? {
    while !chunk.isEmpty || ended != nil {
      let end = chunk.firstIndex(of: separator)
      path += chunk[..<(end ?? chunk.endIndex)].prefix(Self.longestPath - path.count)
      chunk = end.map { chunk[($0 + 1)...] } ?? []
      guard end != nil || ended != nil else { return nil }
      if !path.isEmpty {
        defer { path = [] }
        return ClipPath(bytes: path)
      }
      if end == nil { return nil }
    }
    return nil
  }
}
