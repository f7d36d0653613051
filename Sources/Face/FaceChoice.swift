/// Whose face counts.
public enum FaceChoice: String, CaseIterable, Sendable {
  /// The face that fills most of the picture.
  case largest
  /// The picture is already a face, cut out.
  case fullFrame = "full-frame"
}
