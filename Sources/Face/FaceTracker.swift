import Media

/// Follows the faces of a clip through its pictures: the landmark network goes from picture to picture, the detector looks
/// now and then, when a face was lost, and after a cut.
public struct FaceTracker {
  /// The longer side of the pictures that the tracker is meant for. Pixels.
  public static let longestSide = 640
  /// From this confidence of the landmark network on, a followed face is still there.
  static let followThreshold = 0.5
  /// Seconds after which the detector looks again: while all is well, while a face is missing, and while there has been
  /// none for longer than `patience`.
  static let searchInterval = (usual: 1.0, missing: 0.1, empty: 0.3)
  static let patience = 1.0
  /// Seconds for which a lost face is remembered.
  static let memory = 3.0
  /// So many faces are followed at most, the largest ones.
  static let greatestCount = 8

  private let networks: FaceNetworks
  private let search: FaceSearch
  var faces: [FollowedFace] = []
  private var nextID = 0
  private var cut = SceneCut()
  private var lastSearch = -Double.infinity
  /// When a face was seen last, or the first picture's time.
  private var lastSeen: Double?

  public init(networks: FaceNetworks) {
    self.networks = networks
    search = FaceSearch(networks: networks, isThorough: false)
  }

  /// Looks at the next picture, given as decoded and in grey. Pictures come in order of time.
  public mutating func observe(_ frame: PictureFrame, luma: Picture) -> FaceObservation {
    var scene = Scene(frame, luma: luma)
    if scene.luma.isBlank { return FaceObservation(seconds: scene.seconds, isBlank: true) }
    let lastSeen = self.lastSeen ?? scene.seconds
    self.lastSeen = lastSeen
    if cut.isCut(scene.luma) {
      for index in faces.indices { faces[index].stop(at: scene.seconds) }
      lastSearch = -.infinity
    }
    follow(in: &scene)
    if isSearchDue(at: scene.seconds, lastSeen: lastSeen) { lookAround(in: &scene) }
    for index in faces.indices where faces[index].isSeen && isFree(index, at: scene.seconds) {
      faces[index].standFree(at: scene.seconds)
    }
    faces.removeAll { !$0.isSeen && scene.seconds - $0.lastSeen > Self.memory }
    if faces.contains(where: \.isSeen) { self.lastSeen = scene.seconds }
    return FaceObservation(seconds: scene.seconds, faces: faces.filter(\.isSeen).map(\.seen).sorted { $0.id < $1.id })
  }

  /// Goes on from where the faces were in the last picture.
  private mutating func follow(in scene: inout Scene) {
    for index in faces.indices where faces[index].isSeen {
      let reading = networks.landmarks(faces[index].expectedCrop(at: scene.seconds), of: scene.luma)
      if reading.confidence >= Self.followThreshold, faces[index].canBecome(reading.landmarks) {
        faces[index].see(reading.landmarks, reading.pose, confidence: reading.confidence, at: scene.seconds)
      } else {
        faces[index].lose()
      }
    }
    partDoubles(in: &scene)
  }

  private func isSearchDue(at seconds: Double, lastSeen: Double) -> Bool {
    let interval =
      if faces.allSatisfy(\.isSeen), !faces.isEmpty {
        Self.searchInterval.usual
      } else if faces.isEmpty, seconds - lastSeen > Self.patience {
        Self.searchInterval.empty
      } else {
        Self.searchInterval.missing
      }
    // Half of the finest tick that common containers have, so that rounding does not cost a picture.
    return seconds - lastSearch >= interval - 0.000_5
  }

  /// Lets the detector look at the whole picture, and tells known faces from new ones.
  private mutating func lookAround(in scene: inout Scene) {
    lastSearch = scene.seconds
    for found in search(scene.colours, luma: scene.luma).sorted(by: { $0.box.area > $1.box.area }) {
      if let index = faces.firstIndex(where: { $0.isSeen && $0.landmarks.isSameFace(as: found.landmarks) }) {
        faces[index].confirm(found.confidence)
      } else if let index = lostFace(like: found, in: &scene) {
        faces[index].see(found.landmarks, found.pose, confidence: found.confidence, at: scene.seconds)
      } else if faces.count(where: \.isSeen) < Self.greatestCount {
        faces.append(FollowedFace(id: nextID, found: found, at: scene.seconds))
        nextID += 1
      }
    }
    for index in faces.indices where faces[index].isSeen && isFree(index, at: scene.seconds) {
      faces[index].remember(FaceAppearance(of: faces[index].landmarks, in: scene.colours))
    }
  }
}

/// A picture on its way through the tracker.
struct Scene {
  let luma: Picture
  let seconds: Double
  private let frame: PictureFrame
  /// Made when they are first wanted.
  private(set) lazy var colours = Picture.colours(of: frame)

  init(_ frame: PictureFrame, luma: Picture) {
    self.frame = frame
    self.luma = luma
    seconds = frame.seconds
  }
}
