/// How long the work on a clip may take.
public struct TimeLimit: Hashable, Sendable {
  /// Seconds that any clip may take; `nil`: a minute, and ten seconds for each second of the clip.
  public var fixedSeconds: Double?

  /// Ten weeks: what a header that promises more is not imputed.
  public static let longestSeconds = 6_048_000.0

  public init(fixedSeconds: Double? = nil) {
    self.fixedSeconds = fixedSeconds
  }

  /// Seconds that a clip of this length may take.
  public func seconds(clipSeconds: Double) -> Double {
    min(fixedSeconds ?? 60 + 10 * clipSeconds, Self.longestSeconds)
  }
}
