/// Whose face counts.
public enum FaceChoice: String, CaseIterable, Sendable {
  /// The face whose mouth moves with the voice.
  case speaker
  /// The face that fills most of the picture.
  case largest
  /// Every face for itself; where one counts, the speaker's.
  case all
  /// The picture is already a face, cut out.
  case fullFrame = "full-frame"

  /// Which face counts is known only after all were read.
  public var wantsEveryExpression: Bool { self == .speaker || self == .all }
}
