import Face
import Media

/// The followed face of a clip through its pictures. Keeps what was seen until it is dropped.
struct FaceTrack {
  private var tracker: FaceTracker
  private let fullFrame: FullFrameReader?
  /// On the clock of the analysed part, in order of time.
  private var observations: [FaceObservation] = []
  /// The latest picture's time in seconds from the start of the analysed part; −∞ before the first.
  private(set) var latestSeconds = -Double.infinity
  /// Pictures that were looked at, blank ones aside, and those in which the face was seen.
  private(set) var pictureCount = 0
  private(set) var seenCount = 0
  private(set) var blankCount = 0

  /// Pictures in which a face is to be seen before it counts, in a clip that has as many.
  private static let leastPictures = 3

  init(networks: FaceNetworks, choice: FaceChoice) {
    tracker = FaceTracker(networks: networks)
    fullFrame = choice == .fullFrame ? FullFrameReader(networks: networks) : nil
  }

  /// Looks at the next picture.
  ///
  /// - Parameter startSeconds: where the analysed part begins on the clip's clock.
  @discardableResult
  mutating func observe(_ frame: PictureFrame, startSeconds: Double) -> FaceObservation {
    var observation = fullFrame?.observe(frame) ?? tracker.observe(frame)
    observation.seconds -= startSeconds
    latestSeconds = observation.seconds
    if observation.isBlank {
      blankCount += 1
      return observation
    }
    pictureCount += 1
    if observation.face != nil { seenCount += 1 }
    observations.append(observation)
    return observation
  }

  /// What was seen from `start` until before `end`, in seconds from the start of the analysed part.
  func observations(from start: Double, to end: Double) -> [FaceObservation] {
    observations.filter { $0.seconds >= start && $0.seconds < end }
  }

  mutating func drop(before seconds: Double) {
    observations.removeAll { $0.seconds < seconds }
  }

  /// A face was seen often enough to count.
  var isSeen: Bool { seenCount > 0 && seenCount >= min(Self.leastPictures, pictureCount) }
  var coverage: Double { pictureCount == 0 ? 0 : Double(seenCount) / Double(pictureCount) }
  /// The most faces seen at once.
  var faceCount: Int { fullFrame == nil ? max(tracker.greatestFaceCount, seenCount > 0 ? 1 : 0) : 1 }
}
