import Emotion
import Formats

/// How a stretch of time divides among the labels: fractions to four decimals that sum to 1.
public struct EmotionShares: Equatable, Sendable {
  private var values: [EmotionVerdict: Double]

  /// Divides a time; nil if it is empty.
  ///
  /// - Parameter seconds: the time with each verdict; verdicts that could have been given have an entry, even if 0.
  public init?(_ seconds: [EmotionVerdict: Double]) {
    let verdicts = EmotionVerdict.allCases.filter { seconds[$0] != nil }
    // In a fixed order, on which the rounding depends.
    let total = verdicts.reduce(0) { $0 + seconds[$1]! }
    guard total > 0 else { return nil }
    let exact = verdicts.map { Self.parts * seconds[$0]! / total }
    // Rounded down, then the largest remainders up: rounded one by one, the shares would not always sum to 1.
    var whole = exact.map { $0.rounded(.down) }
    let missing = Int((Self.parts - whole.reduce(0, +)).rounded())
    let byRemainder = exact.indices.sorted { (exact[$1] - whole[$1], $0) < (exact[$0] - whole[$0], $1) }
    for index in byRemainder.prefix(missing) { whole[index] += 1 }
    values = Dictionary(uniqueKeysWithValues: zip(verdicts, whole.map { ($0 / Self.parts).rounded(places: 4) }))
  }

  private static let parts = 10_000.0

  /// The share of a verdict; nil if it could not have been given.
  public subscript(verdict: EmotionVerdict) -> Double? { values[verdict] }

  /// Verdicts and shares, the largest first; ties in canonical order.
  public var ranked: [(verdict: EmotionVerdict, share: Double)] {
    EmotionVerdict.allCases.compactMap { verdict in values[verdict].map { (verdict, $0) } }.sorted { $0.1 > $1.1 }
  }
}

extension EmotionShares: Codable {
  /// Encodes the verdicts in canonical order.
  public func encode(to encoder: any Encoder) throws {
    try encoder.encode(values, in: EmotionVerdict.allCases)
  }

  /// Decodes the verdicts present; other keys are ignored.
  public init(from decoder: any Decoder) throws {
    values = try decoder.numbers(of: EmotionVerdict.allCases)
  }
}
