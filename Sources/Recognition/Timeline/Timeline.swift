/// How a clip is divided into segments, each with its own emotion.
public enum Timeline: Equatable, Sendable, LosslessStringConvertible {
  /// Segments of a fixed length of at least `minSegment`.
  case every(seconds: Double)
  /// One segment per utterance: speech without a pause longer than 0.5 s, at most 8 s. None without sound.
  case utterances

  public static let minSegment = 0.1

  /// Parses a time (see `ClipTime`), or `utterance`.
  public init?(_ description: String) {
    if description == "utterance" {
      self = .utterances
    } else {
      guard let seconds = ClipTime.seconds(parsing: description), seconds >= Self.minSegment, seconds.isFinite else {
        return nil
      }
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
