import Foundation

/// How much speaks for a mouth being the one that is heard.
///
/// Kept for each lag between sound and picture, because all stretches of a clip and all faces in it share one lag. What
/// stretches say of the same face adds up.
public struct SpeakingEvidence: Equatable, Sendable {
  /// Lags reach from minus to plus this many moments.
  public static let greatestLag = 5
  /// The standard deviation of the lag before anything is seen. Seconds.
  static let priorSeconds = 0.05

  /// Log-odds that this mouth speaks, for a picture from 5 moments early to 5 moments late, (11).
  public let byLag: [Double]

  /// Nothing is known.
  public static let none = SpeakingEvidence(byLag: [Double](repeating: 0, count: 2 * greatestLag + 1))

  /// Log-odds over what lags are likely: above 0 when more speaks for this mouth than against it, 0 when nothing is known.
  public var logOdds: Double {
    let prior = (-Self.greatestLag...Self.greatestLag).map { lag in
      let deviations = Double(lag) * SpeakingFace.momentSeconds / Self.priorSeconds
      return -0.5 * deviations * deviations
    }
    return Self.logSum(zip(byLag, prior).map(+)) - Self.logSum(prior)
  }

  /// As if only such a share of it had been seen.
  public func scaled(by share: Double) -> SpeakingEvidence {
    SpeakingEvidence(byLag: byLag.map { share * $0 })
  }

  private static func logSum(_ terms: [Double]) -> Double {
    let greatest = terms.max()!
    return greatest + log(terms.reduce(0) { $0 + exp($1 - greatest) })
  }

  public static func + (left: SpeakingEvidence, right: SpeakingEvidence) -> SpeakingEvidence {
    SpeakingEvidence(byLag: zip(left.byLag, right.byLag).map(+))
  }
}
