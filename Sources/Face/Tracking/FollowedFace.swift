import CKernels
import Foundation

/// A face that the tracker follows, or has lost and may find again.
struct FollowedFace {
  /// Maximum displacement of the face per frame, in face sizes.
  private static let maxStep = 0.6
  /// Maximum growth or shrinkage factor per frame.
  private static let maxGrowth = 1.6

  /// Time constant of the speed, in seconds.
  private static let motionSeconds = 0.4
  /// Side of the area in which a missing face is looked for, in face sizes, and its growth per second.
  private static let area = (now: 3.0, perSecond: 2.0)
  /// Maximum time to extrapolate the motion, in seconds.
  private static let maxForecast = 2.0

  let id: Int
  /// As read in the last frame.
  private(set) var landmarks: Landmarks
  /// The same, smoothed over time.
  private var smoothed: Landmarks
  private var smoother = LandmarkSmoother()
  private(set) var pose: HeadPose
  private(set) var confidence: Double
  private(set) var hasEyesClosed: Bool
  private var eyes = EyeClosure()
  private(set) var lastSeen: Double
  /// Whether it was seen in the last frame.
  private(set) var isSeen = true
  /// Its appearance; nil until it is seen apart from other faces.
  private var appearance: FaceAppearance?
  /// Its motion when last seen apart from other faces.
  private var motion: Motion

  /// Position and speed at a time.
  private struct Motion {
    var seconds: Double
    var center: Point
    /// In pixels per second.
    var speed = Point(x: 0, y: 0)
  }

  init(id: Int, found: FoundFace, at seconds: Double) {
    self.id = id
    landmarks = found.landmarks
    smoothed = smoother(found.landmarks, at: seconds)
    pose = found.pose
    confidence = found.confidence
    hasEyesClosed = eyes.isClosed(found.landmarks.eyeOpening, at: seconds)
    lastSeen = seconds
    motion = Motion(seconds: seconds, center: found.landmarks.bounds.center)
  }

  /// Longer side of the landmarks' box, in pixels.
  var size: Double { max(landmarks.bounds.width, landmarks.bounds.height) }

  /// The expected position of the face.
  func expectedCenter(at seconds: Double) -> Point {
    let elapsed = min(max(seconds - motion.seconds, 0), Self.maxForecast)
    return Point(x: motion.center.x + motion.speed.x * elapsed, y: motion.center.y + motion.speed.y * elapsed)
  }

  /// The area in which a missing face may have come back; it grows with time.
  func expectedArea(at seconds: Double) -> FaceBox {
    let center = expectedCenter(at: seconds)
    let side = size * (Self.area.now + Self.area.perSecond * min(seconds - lastSeen, Self.maxForecast))
    return FaceBox(x: center.x - side / 2, y: center.y - side / 2, width: side, height: side)
  }

  /// The crop in which to look for it in the next frame.
  func expectedCrop(at seconds: Double) -> FaceCrop {
    var crop = FaceCrop.landmarks(around: landmarks)
    let (center, expected) = (landmarks.bounds.center, expectedCenter(at: seconds))
    let (x, y) = (expected.x - center.x, expected.y - center.y)
    let length = (x * x + y * y).squareRoot()
    let shorten = length > 0 ? min(1, Self.maxStep / 2 * size / length) : 0
    crop.center = Point(x: crop.center.x + shorten * x, y: crop.center.y + shorten * y)
    return crop
  }

  /// Whether a reading in the next frame can be this face.
  func isPlausible(_ reading: Landmarks) -> Bool {
    let growth = max(reading.bounds.width, reading.bounds.height) / max(size, 1e-6)
    return reading.bounds.center.distance(to: landmarks.bounds.center) < Self.maxStep * size
      && growth < Self.maxGrowth && growth > 1 / Self.maxGrowth
  }

  mutating func update(_ landmarks: Landmarks, _ pose: HeadPose, confidence: Double, at seconds: Double) {
    self.landmarks = landmarks
    smoothed = smoother(landmarks, at: seconds)
    self.pose = pose
    self.confidence = confidence
    hasEyesClosed = eyes.isClosed(smoothed.eyeOpening, at: seconds)
    lastSeen = seconds
    isSeen = true
  }

  /// Updates the motion. Only for a face apart from others.
  mutating func updateMotion(at seconds: Double) {
    let center = landmarks.bounds.center
    let elapsed = seconds - motion.seconds
    guard elapsed > 0 else { return }
    let latest = Point(x: (center.x - motion.center.x) / elapsed, y: (center.y - motion.center.y) / elapsed)
    // Slow, because the last readings before a face is covered are drawn to what covers it.
    let share = 1 - exp(-elapsed / Self.motionSeconds)
    motion.speed = Point(
      x: motion.speed.x + share * (latest.x - motion.speed.x),
      y: motion.speed.y + share * (latest.y - motion.speed.y)
    )
    motion.center = center
    motion.seconds = seconds
  }

  /// Records that the detector also finds it.
  mutating func confirm(_ confidence: Double) {
    self.confidence = max(self.confidence, confidence)
  }

  /// Similarity to an appearance, −1…1; nil while that of this face is unknown.
  func similarity(to other: FaceAppearance) -> Double? { appearance?.similarity(to: other) }

  var tracked: TrackedFace {
    TrackedFace(
      id: id,
      box: .around(smoothed),
      landmarks: smoothed,
      pose: pose,
      confidence: confidence,
      hasEyesClosed: hasEyesClosed
    )
  }

  mutating func updateAppearance(_ latest: FaceAppearance) {
    if appearance == nil { appearance = latest } else { appearance!.adapt(to: latest, share: 0.3) }
  }

  /// Takes over from another face that was confused with this one.
  mutating func takeOver(from other: FollowedFace, at seconds: Double) {
    smoother = other.smoother
    eyes = other.eyes
    smoothed = other.smoothed
    landmarks = other.landmarks
    pose = other.pose
    confidence = other.confidence
    hasEyesClosed = other.hasEyesClosed
    motion = other.motion
    lastSeen = seconds
    isSeen = true
  }

  /// Replaces a misreading of the same face.
  mutating func reread(_ found: FoundFace, at seconds: Double) {
    reset(at: seconds)
    update(found.landmarks, found.pose, confidence: found.confidence, at: seconds)
  }

  mutating func markLost() {
    isSeen = false
    smoother.reset()
  }

  /// Loses the face at a cut, and its motion with it.
  mutating func reset(at seconds: Double) {
    markLost()
    motion = Motion(seconds: seconds, center: landmarks.bounds.center)
  }
}

/// Coarse appearance of a face: its colours on a coarse upright grid from brows to chin, with hair and neck. Enough to
/// distinguish the speakers in one scene, not to recognise anyone elsewhere.
struct FaceAppearance {
  private static let side = 8
  /// Width of the grid over that of the landmark network's crop.
  private static let width = 1.15

  /// (8 · 8 · 3) colours minus their mean grey, normalised to length 1.
  private var values: [Float]

  init(of landmarks: Landmarks, in colours: Image) {
    let crop = FaceCrop.landmarks(around: landmarks).scaled(by: Self.width)
    let cells = colours.sample(crop.grid(size: Self.side), rows: Self.side, columns: Self.side).values
    let mean = cells.reduce(0, +) / Float(cells.count)
    let length = max(1, cells.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }.squareRoot())
    values = cells.map { ($0 - mean) / length }
  }

  /// Correlation of the colours, −1…1.
  func similarity(to other: FaceAppearance) -> Double {
    Double(zip(values, other.values).reduce(0) { $0 + $1.0 * $1.1 })
  }

  /// Moves a fraction of the way to the latest appearance, as light and pose change.
  mutating func adapt(to latest: FaceAppearance, share: Float) {
    values = zip(values, latest.values).map { $0 + share * ($1 - $0) }
    let length = max(1e-6, values.reduce(0) { $0 + $1 * $1 }.squareRoot())
    values = values.map { $0 / length }
  }
}
