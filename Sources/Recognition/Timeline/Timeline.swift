/// How a clip is cut into the segments of which each has its own emotion.
public enum Timeline: Equatable, Sendable, LosslessStringConvertible {
  /// One every so many seconds, at least `shortestSegment`.
  case every(seconds: Double)
  /// One for each stretch of speech without a pause longer than 0.5 s, of at most 8 s. Without sound there is none.
  case utterances

  public static let shortestSegment = 0.1

  /// Reads it as users type it: a number of seconds, or `utterance`.
  public init?(_ description: String) {
    if description == "utterance" {
      self = .utterances
    } else {
      guard let seconds = Double(description), seconds >= Self.shortestSegment, seconds.isFinite else { return nil }
      self = .every(seconds: seconds)
    }
  }

  public var description: String {
    switch self {
    case .every(let seconds): seconds.typed
    case .utterances: "utterance"
    }
  }
}
