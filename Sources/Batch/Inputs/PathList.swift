import Glibc
import System

/// Paths read from a descriptor as they arrive, separated by a byte. The last path needs no separator.
///
/// Bytes are kept unchanged, including a trailing carriage return. Empty paths are skipped.
struct PathList {
  /// The result of one attempt.
  enum Step: Equatable {
    case path(ClipPath)
    /// No path until the descriptor is readable.
    case waiting
    /// The list has ended. `code` is the errno of the failure, or 0 at the end of input.
    case end(code: Int32)
  }

  /// The limit of a path's length. File paths have at most 4,096 bytes; bytes beyond this limit are dropped, so that
  /// input without separators does not exhaust memory.
  static let maxPathLength = 1 << 16

  let descriptor: Int32
  private let separator: UInt8
  private var chunk: ArraySlice<UInt8> = []
  private var path: [UInt8] = []
  private var ended: Int32?

  init(descriptor: Int32, separator: UInt8) {
    self.descriptor = descriptor
    self.separator = separator
  }

  /// Returns the next path if it is available. Reads at most once and never blocks.
  mutating func next() -> Step {
    if let path = dequeuePath() { return .path(path) }
    if ended == nil, Descriptor.waitReadable(descriptor, milliseconds: 0) {
      read()
      if let path = dequeuePath() { return .path(path) }
    }
    return ended.map { .end(code: $0) } ?? .waiting
  }

  private mutating func read() {
    var bytes = [UInt8](repeating: 0, count: 1 << 14)
    switch bytes.withUnsafeMutableBytes({ Descriptor.read(descriptor, into: $0) }) {
    case .bytes(let count): chunk = bytes[..<count]
    case .wouldBlock: break
    case .end: ended = 0
    case .failed(let code): ended = code
    }
  }

  private mutating func dequeuePath() -> ClipPath? {
    while !chunk.isEmpty || ended != nil {
      let end = chunk.firstIndex(of: separator)
      path += chunk[..<(end ?? chunk.endIndex)].prefix(Self.maxPathLength - path.count)
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
