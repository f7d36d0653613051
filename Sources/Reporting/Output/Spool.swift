import Glibc

/// Pieces of bytes that wait in a nameless temporary file until they are wanted again. The file goes with its owner, and with
/// the process however that ends.
public final class Spool {
  /// Where a piece stands.
  public struct Place: Sendable {
    fileprivate let offset: off_t
    fileprivate let count: Int
  }

  private let output: RecordOutput
  private var end: off_t = 0

  /// Throws `OutputError.noTemporaryFile`.
  public init() throws(OutputError) {
    output = try RecordOutput.scratch()
  }

  /// Throws `OutputError`.
  public func append(_ bytes: [UInt8]) throws(OutputError) -> Place {
    try output.write(bytes)
    defer { end += off_t(bytes.count) }
    return Place(offset: end, count: bytes.count)
  }

  /// Throws `OutputError`.
  public func read(_ place: Place) throws(OutputError) -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count < place.count {
      let more = try output.read(at: place.offset + off_t(bytes.count), count: place.count - bytes.count)
      // Nobody else can have cut it.
      precondition(!more.isEmpty, "a temporary file is shorter than what was written to it")
      bytes = bytes.isEmpty ? more : bytes + more
    }
    return bytes
  }
}
