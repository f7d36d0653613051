/// One of `count` parts of the inputs. Separate runs, even on separate machines, can share the clips without
/// coordination.
///
/// A 64-bit FNV-1a hash of a clip's name selects its part, independently of the other inputs.
public struct Shard: Equatable, Sendable {
  /// In 1...`count`.
  public let index: Int
  public let count: Int

  /// Creates a shard, or nil unless 1 ≤ `index` ≤ `count`.
  public init?(index: Int, count: Int) {
    guard index >= 1, index <= count else { return nil }
    self.index = index
    self.count = count
  }

  /// Parses `I/N`; nil for anything else.
  public init?(_ text: String) {
    let numbers = text.split(separator: "/", omittingEmptySubsequences: false)
    let isPlain = numbers.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { (48...57).contains($0) } }
    guard numbers.count == 2, isPlain, let index = Int(numbers[0]), let count = Int(numbers[1]) else { return nil }
    self.init(index: index, count: count)
  }

  /// Whether the clip with this name belongs to this part.
  public func contains(_ name: some Sequence<UInt8>) -> Bool {
    Self.hash(name) % UInt64(count) == UInt64(index - 1)
  }

  /// Returns the 64-bit FNV-1a hash (Fowler, Noll and Vo).
  static func hash(_ bytes: some Sequence<UInt8>) -> UInt64 {
    bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }
}

extension Shard: CustomStringConvertible {
  public var description: String { "\(index)/\(count)" }
}
