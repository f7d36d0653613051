/// One of several parts of the inputs, so that separate runs, on separate machines even, share the clips out among them
/// without asking each other.
///
/// A clip's part is that of its name's hash (FNV-1a of 64 bits), so it stays the same whatever else is among the inputs.
public struct Shard: Equatable, Sendable {
  /// From 1 to `count`.
  public let index: Int
  public let count: Int

  /// Nil unless 1 ≤ `index` ≤ `count`.
  public init?(index: Int, count: Int) {
    guard index >= 1, index <= count else { return nil }
    self.index = index
    self.count = count
  }

  /// Reads `I/N`; nil for anything else.
  public init?(_ text: String) {
    let numbers = text.split(separator: "/", omittingEmptySubsequences: false)
    let isPlain = numbers.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { (48...57).contains($0) } }
    guard numbers.count == 2, isPlain, let index = Int(numbers[0]), let count = Int(numbers[1]) else { return nil }
    self.init(index: index, count: count)
  }

  /// Whether what is called so belongs to this part.
  public func contains(_ name: some Sequence<UInt8>) -> Bool {
    Self.hash(name) % UInt64(count) == UInt64(index - 1)
  }

  /// FNV-1a of 64 bits (Fowler, Noll and Vo).
  static func hash(_ bytes: some Sequence<UInt8>) -> UInt64 {
    bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }
}

extension Shard: CustomStringConvertible {
  public var description: String { "\(index)/\(count)" }
}
