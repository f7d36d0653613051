import CKernels
import Foundation

/// One face that the tracker follows, or has lost and may find again.
struct FollowedFace {
  /// Displacements of the face per frame are taken to be at most so many of its sizes.
  private static let maxStep = 0.6
  /// From one frame to the next a face grows or shrinks by no more.
  private static let maxGrowth = 1.6

  /// How long it takes until a new course is imputed. Seconds.
  private static let courseSeconds = 0.4
  /// Seconds for which a face is taken to go on as it went.
  private static let maxForecast = 2.0

  let id: Int
  /// As read in the last frame.
  private(set) var landmarks: Landmarks
  /// The same, steadied over time.
  private var steady: Landmarks
  private var smoother = LandmarkSmoother()
  private(set) var pose: HeadPose
  private(set) var confidence: Double
  private(set) var hasEyesClosed: Bool
  private var eyes = EyeClosure()
  private(set) var lastSeen: Double
  /// It was seen in the last frame.
  private(set) var isSeen = true
  /// What it looks like; nil before it stood free of other faces.
  private var appearance: FaceAppearance?
  /// Where it was going when it last stood free.
  private var course: Course

  /// A place and a speed at a time.
  private struct Course {
    var seconds: Double
    var center: Point
    /// Pixels a second.
    var speed = Point(x: 0, y: 0)
  }

  init(id: Int, found: FoundFace, at seconds: Double) {
    self.id = id
    landmarks = found.landmarks
    steady = smoother(found.landmarks, at: seconds)
    pose = found.pose
    confidence = found.confidence
    hasEyesClosed = eyes.isClosed(found.landmarks.eyeOpening, at: seconds)
    lastSeen = seconds
    course = Course(seconds: seconds, center: found.landmarks.bounds.center)
  }

  /// The longer side of the landmarks' box. Pixels.
  var size: Double { max(landmarks.bounds.width, landmarks.bounds.height) }

  /// Where the face should be by now.
  func expectedCenter(at seconds: Double) -> Point {
    let elapsed = min(max(seconds - course.seconds, 0), Self.maxForecast)
    return Point(x: course.center.x + course.speed.x * elapsed, y: course.center.y + course.speed.y * elapsed)
  }

  /// Where to look for it in a frame that follows at once.
  func expectedCrop(at seconds: Double) -> FaceCrop {
    var crop = FaceCrop.landmarks(around: landmarks)
    let (center, expected) = (landmarks.bounds.center, expectedCenter(at: seconds))
    let (x, y) = (expected.x - center.x, expected.y - center.y)
    let length = (x * x + y * y).squareRoot()
    let shorten = length > 0 ? min(1, Self.maxStep / 2 * size / length) : 0
    crop.center = Point(x: crop.center.x + shorten * x, y: crop.center.y + shorten * y)
    return crop
  }

  /// Whether a face at this place, right after, may be this one.
  func canBecome(_ reading: Landmarks) -> Bool {
    let growth = max(reading.bounds.width, reading.bounds.height) / max(size, 1e-6)
    return reading.bounds.center.distance(to: landmarks.bounds.center) < Self.maxStep * size
      && growth < Self.maxGrowth && growth > 1 / Self.maxGrowth
  }

  mutating func see(_ landmarks: Landmarks, _ pose: HeadPose, confidence: Double, at seconds: Double) {
    self.landmarks = landmarks
    steady = smoother(landmarks, at: seconds)
    self.pose = pose
    self.confidence = confidence
    hasEyesClosed = eyes.isClosed(steady.eyeOpening, at: seconds)
    lastSeen = seconds
    isSeen = true
  }

  /// Notes where the face is going. Only meant for a face that stands free of others.
  mutating func standFree(at seconds: Double) {
    let center = landmarks.bounds.center
    let elapsed = seconds - course.seconds
    guard elapsed > 0 else { return }
    let latest = Point(x: (center.x - course.center.x) / elapsed, y: (center.y - course.center.y) / elapsed)
    // Slowly, because the last readings before a face is covered are drawn to what covers it.
    let share = 1 - exp(-elapsed / Self.courseSeconds)
    course.speed = Point(
      x: course.speed.x + share * (latest.x - course.speed.x),
      y: course.speed.y + share * (latest.y - course.speed.y)
    )
    course.center = center
    course.seconds = seconds
  }

  /// The detector sees it too.
  mutating func confirm(_ confidence: Double) {
    self.confidence = max(self.confidence, confidence)
  }

  /// How much like this face something looks, −1…1; nil while it is not known what the face looks like.
  func likeness(to other: FaceAppearance) -> Double? { appearance?.likeness(to: other) }

  var seen: TrackedFace {
    TrackedFace(
      id: id,
      box: .around(steady),
      landmarks: steady,
      pose: pose,
      confidence: confidence,
      hasEyesClosed: hasEyesClosed
    )
  }

  mutating func remember(_ latest: FaceAppearance) {
    if appearance == nil { appearance = latest } else { appearance!.adapt(to: latest, share: 0.3) }
  }

  /// Takes the place of another face that was taken for it.
  mutating func take(from other: FollowedFace, at seconds: Double) {
    smoother = other.smoother
    eyes = other.eyes
    steady = other.steady
    landmarks = other.landmarks
    pose = other.pose
    confidence = other.confidence
    hasEyesClosed = other.hasEyesClosed
    course = other.course
    lastSeen = seconds
    isSeen = true
  }

  mutating func lose() {
    isSeen = false
    smoother.reset()
  }

  /// After a cut nothing goes on as it went.
  mutating func stop(at seconds: Double) {
    lose()
    course = Course(seconds: seconds, center: landmarks.bounds.center)
  }
}

/// What a face looks like from afar: its colours in a coarse grid, brows to chin with hair and neck, upright. Enough to
/// tell the people of one scene apart, not to know anybody again elsewhere.
struct FaceAppearance {
  private static let side = 8
  /// The grid over the landmark network's crop.
  private static let width = 1.15

  /// (8 · 8 · 3) colours less the mean grey, of length 1.
  private var values: [Float]

  init(of landmarks: Landmarks, in colours: Image) {
    let crop = FaceCrop.landmarks(around: landmarks).scaled(by: Self.width)
    let cells = colours.sample(crop.grid(size: Self.side), rows: Self.side, columns: Self.side).values
    let mean = cells.reduce(0, +) / Float(cells.count)
    let length = max(1, cells.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }.squareRoot())
    values = cells.map { ($0 - mean) / length }
  }

  /// Correlation of the colours, −1…1.
  func likeness(to other: FaceAppearance) -> Double {
    Double(zip(values, other.values).reduce(0) { $0 + $1.0 * $1.1 })
  }

  /// Moves a share of the way to what was seen last, as light and pose change.
  mutating func adapt(to latest: FaceAppearance, share: Float) {
    values = zip(values, latest.values).map { $0 + share * ($1 - $0) }
    let length = max(1e-6, values.reduce(0) { $0 + $1 * $1 }.squareRoot())
    values = values.map { $0 / length }
  }
}
