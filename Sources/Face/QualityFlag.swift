/// What may keep a face from being read well; each is a warning in the clip's record.
public enum QualityFlag: String, CaseIterable, Sendable {
  /// The light comes from behind: the face is darker than what is around it.
  case backlit
  case dark
  case blurred
  case tooSmall = "too small"
  /// The head is turned so far that one half of the face is hidden.
  case profile
  case severalFaces = "several faces"
  case lowFrameRate = "low frame rate"
}

/// When a flag holds for one face in one picture. The limits were chosen on the annotated photographs of HELEN and AFW and
/// on acted clips, as they are and spoiled.
extension FaceQuality {
  /// What is amiss with the face, in the order of `QualityFlag`.
  public var flags: [QualityFlag] {
    QualityFlag.allCases.filter { flag in
      switch flag {
      case .backlit: isBacklit
      case .dark: isDark && !isBacklit
      case .blurred: isBlurred
      case .tooSmall: isTooSmall
      case .profile: isProfile
      case .severalFaces, .lowFrameRate: false
      }
    }
  }

  /// Burnt-out surroundings that give more light than the brightest spots of a face without bright spots. Measured against
  /// the highlights and not against the skin, dark skin before a white wall is no backlight. Without burnt-out points the
  /// exposure still has room for the face.
  private var isBacklit: Bool {
    guard let backlight = light.backlight, let clipped = light.surroundingsClipped else { return false }
    return light.faceHighlight < 140 && backlight > 1.25 && clipped >= 0.01
  }

  /// Faces are darker than a luma of 45 in one of 200 photographs. A brighter one is dark when there is nothing bright
  /// around it either, for then it is not the skin: with 15 % of its light no picture exceeds a luma of 108.
  private var isDark: Bool {
    light.face < 45 || (light.face < 90 && light.highlight < 112)
  }

  /// Between the least of 374 photographs and 165 clips, 0.59, and the most of the same blurred by a Gaussian of 8 % of the
  /// distance of the outer eye corners, 0.49. Noise added by a camera makes blurred faces seem sharper.
  private var isBlurred: Bool {
    sharpness.map { $0 < 0.53 } ?? false
  }

  /// The expression encoder learnt from faces of its crop's size; in an enlarged one it misses detail that it expects. The
  /// outer eye corners of a face that looks ahead are then less than 20 to 27 pixels apart, as long or broad as it is.
  private var isTooSmall: Bool {
    pixelsPerCell < 1
  }

  /// The landmark network reads great angles somewhat small: heads turned by more than 0.6, whose far cheek and mouth corner
  /// begin to disappear, it gives 0.49 to 0.67; of those turned by less than 0.4 fewer than 1 % exceed the limit.
  private var isProfile: Bool {
    abs(yaw) > 0.48
  }
}
