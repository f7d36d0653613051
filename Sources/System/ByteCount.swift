/// A number of bytes as users type it, such as 500MB or 20GB, in powers of 1000.
public struct ByteCount: Equatable, Sendable, CustomStringConvertible {
  public let bytes: Int

  private static let units: [(name: String, bytes: Double)] = [("TB", 1e12), ("GB", 1e9), ("MB", 1e6), ("kB", 1e3)]

  public init(bytes: Int) {
    self.bytes = bytes
  }

  /// Parses a number with one of the units, or a number of bytes without; nil for anything else or less than one byte.
  public init?(_ text: String) {
    let found = Self.units.first { text.lowercased().hasSuffix($0.name.lowercased()) }
    let digits = text.dropLast(found?.name.count ?? 0)
    guard let number = Double(digits), number.isFinite else { return nil }
    let bytes = (number * (found?.bytes ?? 1)).rounded()
    guard bytes >= 1, let bytes = Int(exactly: bytes) else { return nil }
    self.bytes = bytes
  }

  public var description: String {
    guard let unit = Self.units.first(where: { Double(bytes) >= $0.bytes }) else { return "\(bytes)" }
    let number = (Double(bytes) / unit.bytes * 10).rounded() / 10
    return "\(Int(exactly: number).map(String.init) ?? "\(number)")\(unit.name)"
  }
}
