import Foundation

/// The 68 landmarks of a face in iBUG's order (Sagonas and others, "300 faces in-the-wild challenge", 2013): jaw 0–16,
/// brows 17–26, nose 27–35, eyes 36–47, outer lips 48–59, inner lips 60–67.
public struct Landmarks: Equatable, Sendable {
  public static let count = 68

  public let points: [Point]

  public init(_ points: [Point]) {
    precondition(points.count == Self.count, "\(points.count) points, expected \(Self.count)")
    self.points = points
  }

  /// The 42 key points, which move with an expression: brows 10, eyes 12, nose 4 (end of the bridge, wings and tip) and
  /// mouth 16, outer and inner lips.
  public static let keyIndices =
    Array(17...26) + Array(36...47) + [30, 31, 33, 35] + Array(48...59) + [61, 63, 65, 67]

  /// For each point, the one that replaces it in the mirror image.
  static let mirroredOrder: [Int] =
    (0...16).reversed() + (17...26).reversed() + Array(27...30) + (31...35).reversed()
    + (42...45).reversed() + [47, 46] + (36...39).reversed() + [41, 40]
    + (48...54).reversed() + (55...59).reversed() + (60...64).reversed() + (65...67).reversed()

  /// Whether a point off the midline is on the image's right, the speaker's left.
  static func isOnRight(_ index: Int) -> Bool {
    [9...16, 22...26, 34...35, 42...47, 52...56, 63...65].contains { $0.contains(index) }
  }

  /// Centres of the eye on the image's left and of the one on its right.
  var eyeCenters: (left: Point, right: Point) { (.mean(points[36...41]), .mean(points[42...47])) }
  var mouthCenter: Point { .mean(points[48...67]) }

  /// Distance between the outer eye corners, the unit of face measurements, in pixels.
  public var interocularDistance: Double { points[36].distance(to: points[45]) }

  /// Clockwise angle of the line between the eyes, in radians.
  var roll: Double {
    let eyes = eyeCenters
    return atan2(eyes.right.y - eyes.left.y, eyes.right.x - eyes.left.x)
  }

  /// The points rotated about the image's origin so that the eyes are level.
  var upright: Landmarks {
    let roll = roll
    return Landmarks(points.map { $0.rotated(by: -roll) })
  }

  /// The smallest box around all points.
  public var bounds: FaceBox {
    let (xs, ys) = (points.map(\.x), points.map(\.y))
    return FaceBox(x: xs.min()!, y: ys.min()!, width: xs.max()! - xs.min()!, height: ys.max()! - ys.min()!)
  }

  /// Whether both belong to the same face: less than a third of its size apart, and of similar area.
  func isSameFace(as other: Landmarks) -> Bool {
    let (mine, theirs) = (bounds, other.bounds)
    let size = min(max(mine.width, mine.height), max(theirs.width, theirs.height))
    let ratio = mine.area / max(theirs.area, 1e-6)
    return mine.center.distance(to: theirs.center) < size / 3 && ratio > 0.4 && ratio < 2.5
  }

  /// Gap between the eyelids over the eye's width, the mean of both eyes; about 0.3 when open.
  public var eyeOpening: Double {
    func opening(_ first: Int) -> Double {
      let lids = points[first + 1].distance(to: points[first + 5]) + points[first + 2].distance(to: points[first + 4])
      return lids / 2 / max(points[first].distance(to: points[first + 3]), 1e-6)
    }
    return (opening(36) + opening(42)) / 2
  }

  /// Gap between the inner lips over the interocular distance; 0 when closed.
  public var mouthOpening: Double {
    let gaps = [(61, 67), (62, 66), (63, 65)].map { points[$0.0].distance(to: points[$0.1]) }
    return gaps.reduce(0, +) / 3 / max(interocularDistance, 1e-6)
  }
}

/// Distinguishes a blink from naturally narrow eyes by how wide the same eyes are when open.
struct EyeClosure {
  /// Eyes are closed below this fraction of their opening when open.
  private static let share = 0.6
  /// Typical opening of open eyes, used until these are known (`Landmarks.eyeOpening`).
  private static let typicalOpening = 0.27
  /// Rates at which the open level follows wider and narrower eyes, as a fraction of the difference per second.
  private static let (rise, fall) = (6.0, 0.15)

  private var open: Double?
  private var latest = 0.0

  /// Whether the eyes are closed in this frame.
  mutating func isClosed(_ opening: Double, at seconds: Double) -> Bool {
    // On the first frame, eyes count as closed only below half the typical opening: few are caught blinking.
    let level = open ?? (opening < Self.typicalOpening / 2 ? Self.typicalOpening : opening)
    let elapsed = open == nil ? 0 : min(max(seconds - latest, 0), 0.1)
    let rate = opening > level ? Self.rise : Self.fall
    latest = seconds
    open = level + min(1, rate * elapsed) * (opening - level)
    return opening < Self.share * open!
  }
}

extension Landmarks {
  /// Whether the eyes are closed, judged from these landmarks alone.
  var hasEyesClosed: Bool {
    var closure = EyeClosure()
    return closure.isClosed(eyeOpening, at: 0)
  }
}
