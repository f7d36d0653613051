/// A time as typed for an option: seconds, `M:S` or `H:M:S`.
public struct ClipTime: OptionValue {
  public let seconds: Double

  /// What users may type.
  static let forms = "seconds or [H:]M:S, such as 90, 1:30 or 1:02:03.5"

  public init(seconds: Double) {
    self.seconds = seconds
  }

  public init(argument: String) throws(OptionRefusal) {
    guard let seconds = Self.seconds(parsing: argument) else { throw OptionRefusal("it takes \(Self.forms)") }
    self.seconds = seconds
  }

  /// Always in seconds, which parse to exactly this value.
  public var argument: String { "\(seconds)" }

  public var text: String { seconds.typed }

  public static var isNumber: Bool { true }

  /// Returns nil for anything but a number, `M:S` or `H:M:S`. Seconds, and minutes after hours, are below 60 then.
  static func seconds(parsing text: String) -> Double? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    if parts.count == 1 { return Double(text) }
    guard parts.count <= 3 else { return nil }
    // A sign or an exponent has no place in a clock time.
    let isClock = parts.enumerated().allSatisfy { index, part in
      let digits = index == parts.count - 1 ? part.filter { $0 != "." } : part[...]
      return part.first?.isNumber == true && digits.utf8.allSatisfy { (48...57).contains($0) }
    }
    let numbers = parts.compactMap { Double($0) }
    guard isClock, numbers.count == parts.count, numbers.dropFirst().allSatisfy({ $0 < 60 }) else { return nil }
    return numbers.reduce(0) { $0 * 60 + $1 }
  }
}
