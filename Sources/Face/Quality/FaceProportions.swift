import Foundation

/// Proportions of a face, which tell a picture that is squeezed or stretched.
///
/// A linear rule on the logarithms of widths and heights of the upright face, in distances of the outer eye corners,
/// with the head's pitch and yaw, which foreshorten them. The points lie above the mouth, because speech and expression
/// move the others. The rule was fitted by ridge regression on photographs as they are, squeezed to three quarters of
/// their width and stretched to four thirds: every second one of HELEN and AFW, and every second performer of NTU, as
/// read by the networks. `Evaluation/misleading_pictures.py` measures it on the others.
struct FaceProportions {
  /// Largest yaw and roll, in radians, at which a face is judged.
  private static let (maxYaw, maxRoll) = (0.25, 0.3)

  /// A width from the first to the second point, and its coefficient.
  private static let widths: [(left: Int, right: Int, coefficient: Double)] = [
    (0, 16, 0.039), (1, 15, 0.070), (2, 14, 0.080), (3, 13, 0.039), (17, 26, 0.006), (31, 35, 0.045),
    (36, 39, -0.014), (39, 42, 0.020), (40, 47, 0.015), (42, 45, -0.014),
  ]
  /// A height from the mean of the first to the mean of the second points, and its coefficient.
  private static let heights: [(upper: [Int], lower: [Int], coefficient: Double)] = [
    ([36, 39, 42, 45], [33], -0.056), ([27], [33], -0.109), ([27], [30], 0.105), ([19, 20, 23, 24], [33], -0.234),
    ([17, 26], [31, 33, 35], -0.261), ([0, 16], [2, 14], -0.195), ([0, 16], [3, 13], -0.209),
  ]
  /// Coefficients of pitch, its square and the amount of yaw, in radians, and the constant.
  private static let (pitch, squaredPitch, yaw, constant) = (0.124, -0.002, 0.161, -0.571)

  /// How much wider the face is for its height than an average one: about −0.2 if the picture is squeezed to three
  /// quarters of its width, 0.15 if it is stretched to four thirds. Nil if the head is turned or tilted too far.
  let stretch: Double?

  /// - Parameters:
  ///   - landmarks: in any unit.
  ///   - pose: of the head, in an image turned so that the face is upright.
  init(of landmarks: Landmarks, pose: HeadPose) {
    let tilt = landmarks.roll - (landmarks.roll / (.pi / 2)).rounded() * .pi / 2
    guard abs(pose.y) < Self.maxYaw, abs(tilt) < Self.maxRoll else {
      stretch = nil
      return
    }
    let points = landmarks.upright.points
    let unit = max(points[45].x - points[36].x, 1e-6)
    func logarithm(_ length: Double) -> Double { log(max(length, 1e-3 * unit) / unit) }
    func height(_ indices: [Int]) -> Double { Point.mean(indices.map { points[$0] }).y }
    var sum = Self.pitch * pose.x + Self.squaredPitch * pose.x * pose.x + Self.yaw * abs(pose.y) + Self.constant
    for width in Self.widths { sum += width.coefficient * logarithm(points[width.right].x - points[width.left].x) }
    for span in Self.heights { sum += span.coefficient * logarithm(height(span.lower) - height(span.upper)) }
    stretch = sum
  }

  /// Limits of `stretch`, beyond which a real face is rare.
  static let limits = -0.16...0.205
}

/// Counts the frames of a clip whose face is too narrow or too wide, so that their median is known without storing
/// them.
struct ProportionCounts {
  /// Minimum share of the frames with the face that must show it from the front.
  private static let minShare = 0.25

  private var judged = 0
  private var narrow = 0
  private var wide = 0

  /// - Parameter stretch: nil if the frame does not show the face from the front.
  mutating func add(_ stretch: Double?) {
    guard let stretch else { return }
    judged += 1
    if stretch < FaceProportions.limits.lowerBound { narrow += 1 }
    if stretch > FaceProportions.limits.upperBound { wide += 1 }
  }

  /// Whether the median of the frames judged lies beyond the limits.
  ///
  /// - Parameter seenCount: number of frames with the face.
  func isSqueezed(of seenCount: Int) -> Bool {
    judged > 0 && Double(judged) >= Self.minShare * Double(seenCount) && 2 * max(narrow, wide) > judged
  }
}
