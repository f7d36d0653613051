/// A limit on the time spent on a clip.
public struct TimeLimit: Hashable, Sendable {
  /// Seconds for any clip; `nil`: one minute plus ten seconds for each second of the clip.
  public var fixedSeconds: Double?

  /// Ten weeks: the maximum, whatever duration a header states.
  public static let maxSeconds = 6_048_000.0

  public init(fixedSeconds: Double? = nil) {
    self.fixedSeconds = fixedSeconds
  }

  /// Returns the limit in seconds for a clip of this length.
  public func seconds(clipSeconds: Double) -> Double {
    min(fixedSeconds ?? 60 + 10 * clipSeconds, Self.maxSeconds)
  }
}
