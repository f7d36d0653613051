import Media

/// Follows one face through the pictures of a clip: the landmark network goes from picture to picture, the detector looks
/// now and then, and whenever the face was lost.
public struct FaceTracker {
  /// The longer side of the pictures that the tracker is meant for. Pixels.
  public static let longestSide = 640
  /// Seconds between the pictures that the tracker is meant for, at least.
  public static let interval = 0.1
  /// From this confidence on, a detection may be a face.
  static let detectionThreshold = 0.3
  /// From this confidence of the landmark network on, it is one, and a followed face is still there.
  static let landmarkThreshold = 0.5
  /// Seconds after which the detector looks again although the face is well followed.
  static let detectionInterval = 1.0
  /// The longer side at which the detector looks, and looks again when it has found nothing. Pixels.
  static let detectionSides = [320, longestSide]
  /// The largest so many detections are looked at a second time.
  static let greatestConfirmed = 8
  /// Boxes that overlap more show the same face.
  static let sameFace = 0.3
  /// How many times greater another face must be to take the place of the followed one.
  static let takeover = 1.5

  private let networks: FaceNetworks
  private var followed: Landmarks?
  private var lastDetection = -Double.infinity
  /// The most faces seen in one picture.
  public private(set) var greatestFaceCount = 0

  public init(networks: FaceNetworks) {
    self.networks = networks
  }

  /// Looks at the next picture. Pictures come in order of time.
  public mutating func observe(_ frame: PictureFrame) -> FaceObservation {
    let luma = Picture.luma(of: frame)
    if luma.isBlank { return FaceObservation(seconds: frame.seconds, isBlank: true) }
    let seen = follow(in: luma, at: frame.seconds) ?? detect(in: frame, luma: luma)
    followed = seen?.landmarks
    return FaceObservation(seconds: frame.seconds, face: seen.map { face($0, luma: luma) })
  }

  /// A face that was found, before its expression is read.
  private struct Finding {
    let box: FaceBox
    let landmarks: Landmarks
    let pose: HeadPose
    let confidence: Double
  }

  /// The face where the landmarks of the last picture were, unless it is time for the detector or it is gone.
  private func follow(in luma: Picture, at seconds: Double) -> Finding? {
    guard let followed, seconds - lastDetection < Self.detectionInterval else { return nil }
    return confirmed(networks.landmarks(.landmarks(around: followed), of: luma))
  }

  private mutating func detect(in frame: PictureFrame, luma: Picture) -> Finding? {
    let faces = detections(in: frame, luma: luma)
    lastDetection = frame.seconds
    greatestFaceCount = max(greatestFaceCount, faces.count)
    return chosen(of: faces) ?? followed.flatMap { confirmed(networks.landmarks(.landmarks(around: $0), of: luma)) }
  }

  private func confirmed(_ reading: LandmarkReading) -> Finding? {
    guard reading.confidence >= Self.landmarkThreshold else { return nil }
    return Finding(
      box: .around(reading.landmarks),
      landmarks: reading.landmarks,
      pose: reading.pose,
      confidence: reading.confidence
    )
  }

  /// The faces that the detector finds and the landmark network confirms.
  private func detections(in frame: PictureFrame, luma: Picture) -> [Finding] {
    let picture = Picture.colours(of: frame)
    for side in Self.detectionSides {
      let found = networks.detector(picture, longestSide: side, leastConfidence: Self.detectionThreshold)
      let largest = found.sorted { $0.box.area > $1.box.area }.prefix(Self.greatestConfirmed)
      let faces = largest.compactMap { confirmed($0, luma: luma) }
      if !faces.isEmpty || side >= max(picture.width, picture.height) { return faces }
    }
    return []
  }

  /// A detected face at a second look: the landmarks from its box, then from the crop that they give.
  private func confirmed(_ detected: DetectedFace, luma: Picture) -> Finding? {
    let first = networks.landmarks(.landmarks(in: detected.box), of: luma)
    guard let second = confirmed(networks.landmarks(.landmarks(around: first.landmarks), of: luma)) else { return nil }
    return Finding(
      box: detected.box,
      landmarks: second.landmarks,
      pose: second.pose,
      confidence: second.confidence
    )
  }

  /// The followed face, or the largest one where that is lost or much smaller.
  private func chosen(of faces: [Finding]) -> Finding? {
    let largest = faces.max { $0.box.area < $1.box.area }
    guard let largest, let followed else { return largest }
    let place = FaceBox.around(followed)
    let same = faces.filter { $0.box.overlap(place) > Self.sameFace }.max {
      $0.box.overlap(place) < $1.box.overlap(place)
    }
    guard let same, largest.box.area <= Self.takeover * same.box.area else { return largest }
    return same
  }

  private func face(_ finding: Finding, luma: Picture) -> FaceObservation.SeenFace {
    FaceObservation.SeenFace(
      box: finding.box,
      landmarks: finding.landmarks,
      pose: finding.pose,
      confidence: finding.confidence,
      embedding: networks.expression(.expression(around: finding.landmarks), of: luma)
    )
  }
}
