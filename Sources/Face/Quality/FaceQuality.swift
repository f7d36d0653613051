/// How well a face can be seen in one frame. Luma is 0…255, as in `Image`.
public struct FaceQuality: Equatable, Sendable {
  /// Light on the face and around it.
  public let light: FaceLight
  /// How much of the finest detail visible to the expression encoder is there: the amplitude of the finest octave of
  /// its crop over that of the next, so that brightness, contrast and size of the face do not matter. About 1 in
  /// photographs, 0.4 without any such detail. Nil if the crop is enlarged and cannot hold such detail.
  public let sharpness: Double?
  /// Pixels of the analysed frame per cell of the expression encoder's crop, along a side; below 1 the face is
  /// enlarged.
  public let pixelsPerCell: Double
  /// Distance between the outer eye corners, in pixels of the frame as shown.
  public let interocularDistance: Double
  /// Rotation of the head to its right, the image's left of an upright head, in radians.
  public let yaw: Double
  /// Clockwise angle of the line between the eyes, in radians.
  public let roll: Double
  /// How much wider the face is than an average one (`FaceProportions.stretch`); nil if it is not seen from the front,
  /// or too small to tell.
  public let stretch: Double?

  /// Measures a face in a grey frame.
  ///
  /// - Parameters:
  ///   - landmarks: in pixels of `luma`.
  ///   - shownScale: size of the frame as shown over that of `luma`.
  public init(of landmarks: Landmarks, pose: HeadPose, in luma: Image, shownScale: Double = 1) {
    let crop = FaceCrop.expression(around: landmarks)
    let cell = crop.side / Double(ExpressionEncoder.inputSize)
    light = FaceLight(of: landmarks, in: luma)
    sharpness = cell < 1 ? nil : crop.sharpness(of: luma)
    pixelsPerCell = cell
    interocularDistance = shownScale * landmarks.interocularDistance
    let turn = landmarks.turn
    let ownPose = turn == .none ? pose : pose.turned(clockwise: -turn.angle)
    yaw = ownPose.y
    roll = landmarks.roll
    stretch = cell < 1 ? nil : FaceProportions(of: landmarks, pose: ownPose).stretch
  }
}

/// Conditions that may keep a face from being read well; each is a warning in the clip's record.
public enum QualityFlag: CaseIterable, Sendable {
  /// Light comes from behind: the face is darker than its surroundings.
  case backlit
  case dark
  case blurred
  case tooSmall
  /// The head is turned so far that half of the face is hidden.
  case profile
  /// The face lies on a side or upside down.
  case notUpright
  /// The picture is squeezed or stretched: the face is too narrow or too wide for a real one.
  case squeezed
  case severalFaces
  case lowFrameRate
}

/// The flags of one face in one frame. The limits were chosen on the annotated photographs of HELEN and AFW and on
/// acted clips, original and degraded.
extension FaceQuality {
  /// The flags that hold for the face, in the order of `QualityFlag`.
  public var flags: [QualityFlag] {
    QualityFlag.allCases.filter { flag in
      switch flag {
      case .backlit: isBacklit
      case .dark: isDark && !isBacklit
      case .blurred: isBlurred
      case .tooSmall: isTooSmall
      case .profile: isProfile
      case .notUpright: isTurned
      case .squeezed, .severalFaces, .lowFrameRate: false
      }
    }
  }

  /// Overexposed surroundings that give more light than the highlights of a face without bright ones. Comparing with
  /// the highlights rather than the skin keeps dark skin before a white wall from counting as backlit. Without
  /// overexposed points the exposure still has room for the face.
  private var isBacklit: Bool {
    guard let backlight = light.backlight, let clipped = light.surroundingsClipped else { return false }
    return light.faceHighlight < 140 && backlight > 1.25 && clipped >= 0.01
  }

  /// One in 200 photographs has a face darker than a luma of 45. A brighter face is dark if nothing around it is bright
  /// either, which rules out dark skin: at 15 % of its light, no frame exceeds a luma of 108.
  private var isDark: Bool {
    light.face < 45 || (light.face < 90 && light.highlight < 112)
  }

  /// Between the minimum of 374 photographs and 165 clips, 0.59, and the maximum of the same blurred by a Gaussian of
  /// 8 % of the interocular distance, 0.49. Camera noise makes blurred faces seem sharper.
  private var isBlurred: Bool {
    sharpness.map { $0 < 0.53 } ?? false
  }

  /// The expression encoder was trained on faces of its crop's size; an enlarged crop lacks detail that it expects. The
  /// outer eye corners of a frontal face are then less than 20 to 27 pixels apart, depending on its shape.
  private var isTooSmall: Bool {
    pixelsPerCell < 1
  }

  /// The landmark network underestimates large angles: it gives 0.49 to 0.67 for heads turned by more than 0.6, whose
  /// far cheek and mouth corner begin to disappear. Of heads turned by less than 0.4, fewer than 1 % exceed the limit.
  private var isProfile: Bool {
    abs(yaw) > 0.48
  }

  /// Beyond the tilt of any head held upright: a third of a half turn.
  private var isTurned: Bool {
    abs(roll) > .pi / 3
  }
}

/// Accumulates the quality of a clip's face, frame by frame, and derives the clip's flags. Stores only counts.
public struct QualityFlags: Sendable {
  /// Fraction of the frames with the face in which a flag of the face must hold.
  private static let faceShare = 0.5
  /// Fraction of all frames that must show more than one face.
  private static let severalShare = 0.2
  /// Frame rate below which fast movements of speech fall between the frames, just below that of a nominal 15 frames
  /// per second in videos timed in 1001ths.
  private static let minRate = 14.9

  private var frameCount = 0
  private var severalCount = 0
  private var seenCount = 0
  private var counts: [QualityFlag: Int] = [:]
  private var proportions = ProportionCounts()
  private var first: (number: Int, seconds: Double)?
  private var last: (number: Int, seconds: Double)?

  public init() {}

  /// Adds an analysed frame. Frames come in order of time.
  ///
  /// - Parameters:
  ///   - quality: of the face that counts, or nil if it was not seen.
  ///   - faceCount: number of faces in the frame.
  ///   - number: the frame's index among all frames of the clip, including skipped ones (`VideoFrame.number`); gives
  ///     the frame rate.
  ///   - seconds: the frame's time on the clip's clock.
  public mutating func add(_ quality: FaceQuality?, faceCount: Int, number: Int, seconds: Double) {
    frameCount += 1
    if faceCount > 1 { severalCount += 1 }
    if let quality {
      seenCount += 1
      for flag in quality.flags { counts[flag, default: 0] += 1 }
      proportions.add(quality.stretch)
    }
    first = first ?? (number, seconds)
    last = (number, seconds)
  }

  /// Frames per second from the first frame added to the last; nil for a still.
  public var frameRate: Double? {
    guard let first, let last, last.number > first.number, last.seconds > first.seconds else { return nil }
    return Double(last.number - first.number) / (last.seconds - first.seconds)
  }

  /// The clip's flags, in the order of `QualityFlag`.
  public var flags: [QualityFlag] {
    QualityFlag.allCases.filter { flag in
      switch flag {
      case .squeezed: proportions.isSqueezed(of: seenCount)
      case .severalFaces: severalCount > 0 && Double(severalCount) >= Self.severalShare * Double(frameCount)
      case .lowFrameRate: frameRate.map { $0 < Self.minRate } ?? false
      default: seenCount > 0 && Double(counts[flag, default: 0]) >= Self.faceShare * Double(seenCount)
      }
    }
  }
}
