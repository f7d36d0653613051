/// How well a face can be seen in one frame. Luma runs from 0 to 255, as in `Image`.
public struct FaceQuality: Equatable, Sendable {
  /// The light on the face and around it.
  public let light: FaceLight
  /// How much of the finest detail that the expression encoder can see is there: the amplitude of the finest octave of its
  /// crop over that of the next, so that neither brightness, contrast nor the face's size matter. About 1 in photographs,
  /// 0.4 where nothing so fine is left. Nil where the encoder's crop is enlarged and cannot hold such detail.
  public let sharpness: Double?
  /// Pixels of the frame looked at to a cell of the expression encoder's crop, along a side; below 1 the face is
  /// enlarged.
  public let pixelsPerCell: Double
  /// From the outer corner of one eye to that of the other. Pixels of the frame as shown.
  public let interocularDistance: Double
  /// How far the head is turned to the frame's left. Radians.
  public let yaw: Double

  /// Measures a face in a grey frame.
  ///
  /// - Parameters:
  ///   - landmarks: in pixels of `luma`.
  ///   - shownScale: how many times as large as `luma` the frame is shown.
  public init(of landmarks: Landmarks, pose: HeadPose, in luma: Image, shownScale: Double = 1) {
    let crop = FaceCrop.expression(around: landmarks)
    let cell = crop.side / Double(ExpressionEncoder.inputSize)
    light = FaceLight(of: landmarks, in: luma)
    sharpness = cell < 1 ? nil : crop.sharpness(of: luma)
    pixelsPerCell = cell
    interocularDistance = shownScale * landmarks.interocularDistance
    yaw = pose.y
  }
}

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

/// When a flag holds for one face in one frame. The limits were chosen on the annotated photographs of HELEN and AFW and
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
  /// around it either, for then it is not the skin: with 15 % of its light no frame exceeds a luma of 108.
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

/// Gathers how well a clip's face could be seen, frame by frame, and says what was amiss. Keeps only counts.
public struct QualityFlags: Sendable {
  /// Share of the frames with the face in which a flag of the face must hold.
  private static let faceShare = 0.5
  /// Share of all frames that must show more than one face.
  private static let severalShare = 0.2
  /// Frames a second below which speech's fast movements fall between the frames; what nominal 15 a second comes to in
  /// films counted in 1001ths lies just above.
  private static let minRate = 14.9

  private var frameCount = 0
  private var severalCount = 0
  private var seenCount = 0
  private var counts: [QualityFlag: Int] = [:]
  private var first: (number: Int, seconds: Double)?
  private var last: (number: Int, seconds: Double)?

  public init() {}

  /// Adds a frame that was looked at. Frames come in order of time.
  ///
  /// - Parameters:
  ///   - quality: of the face that counts, or nil when it was not seen.
  ///   - faceCount: how many faces the frame shows.
  ///   - number: the frame's place among all frames of the clip, those that were not looked at included
  ///     (`VideoFrame.number`): it tells how fast they come.
  ///   - seconds: the frame's time on the clip's clock.
  public mutating func add(_ quality: FaceQuality?, faceCount: Int, number: Int, seconds: Double) {
    frameCount += 1
    if faceCount > 1 { severalCount += 1 }
    if let quality {
      seenCount += 1
      for flag in quality.flags { counts[flag, default: 0] += 1 }
    }
    first = first ?? (number, seconds)
    last = (number, seconds)
  }

  /// Frames a second from the first to the last that was added; nil for a still.
  public var frameRate: Double? {
    guard let first, let last, last.number > first.number, last.seconds > first.seconds else { return nil }
    return Double(last.number - first.number) / (last.seconds - first.seconds)
  }

  /// What was amiss, in the order of `QualityFlag`.
  public var flags: [QualityFlag] {
    QualityFlag.allCases.filter { flag in
      switch flag {
      case .severalFaces: severalCount > 0 && Double(severalCount) >= Self.severalShare * Double(frameCount)
      case .lowFrameRate: frameRate.map { $0 < Self.minRate } ?? false
      default: seenCount > 0 && Double(counts[flag, default: 0]) >= Self.faceShare * Double(seenCount)
      }
    }
  }
}
