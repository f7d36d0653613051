import Foundation

/// Searches a whole image for faces: the detector proposes, in several views of the image, and the landmark network
/// has a closer look.
struct FaceSearch {
  /// How the detector looks at a image.
  private struct View {
    /// Pixels to which the image's longer side is scaled.
    let longestSide: Int
    var isMirrored = false
  }

  /// For images of a film, where the next one comes soon: one view for large faces, one for small ones.
  private static let quickViews = [View(longestSide: 320), View(longestSide: 640)]
  /// For stills, where there is no second chance.
  private static let thoroughViews = [224, 320, 640, 960].flatMap { side in
    [false, true].map { View(longestSide: side, isMirrored: $0) }
  }
  /// From this confidence on, a detection counts in a view.
  private static let minConfidence = 0.05
  /// From this mean confidence on, a proposal is worth a closer look.
  private static let proposalThreshold = 0.15

  private let networks: FaceNetworks
  private let views: [View]
  /// How often the landmark network looks at a face, each time in the crop that the landmarks before give.
  private let lookCount: Int
  /// The landmarks are the mean of what image and mirror image show.
  private let withMirror: Bool

  /// - Parameter isThorough: takes the time that a still deserves.
  init(networks: FaceNetworks, isThorough: Bool) {
    self.networks = networks
    views = isThorough ? Self.thoroughViews : Self.quickViews
    withMirror = isThorough
    lookCount = isThorough ? 3 : 2
  }

  /// The faces of a image, given in colours and in grey, the surest first.
  func callAsFunction(_ colours: Image, luma: Image) -> [FoundFace] {
    let seen = views.map { view in
      networks.detector(
        colours,
        longestSide: view.longestSide,
        isMirrored: view.isMirrored,
        minConfidence: Self.minConfidence
      )
    }
    let faces = Self.proposals(seen).compactMap { look(at: $0, luma) }.sorted { $0.confidence > $1.confidence }
    return Self.nonMaximumSuppression(faces)
  }

  /// What the views have in common: around the surest detection those of the other views that overlap it, with the mean of
  /// their confidences, 0 in a view without one, and of their boxes.
  private static func proposals(_ views: [[DetectedFace]]) -> [DetectedFace] {
    var rest = views.enumerated().flatMap { view, faces in faces.map { (view: view, face: $0) } }
      .sorted { $0.face.confidence > $1.face.confidence }
    var found: [DetectedFace] = []
    while let surest = rest.first?.face {
      let same = rest.filter { $0.face.box.overlap(surest.box) > FaceDetector.maxOverlap }
      rest.removeAll { $0.face.box.overlap(surest.box) > FaceDetector.maxOverlap }
      // They come from the surest, and one view counts once.
      let members = (0..<views.count).compactMap { view in same.first { $0.view == view }?.face }
      let total = members.reduce(0) { $0 + $1.confidence }
      let confidence = total / Double(views.count)
      guard confidence >= proposalThreshold else { continue }
      func mean(_ part: (FaceBox) -> Double) -> Double {
        members.reduce(0) { $0 + $1.confidence * part($1.box) } / total
      }
      found.append(
        DetectedFace(
          box: FaceBox(x: mean(\.x), y: mean(\.y), width: mean(\.width), height: mean(\.height)),
          confidence: confidence
        )
      )
    }
    return FaceDetector.nonMaximumSuppression(found)
  }

  /// A closer look at a proposal: the landmarks from its box, then from the crop that they give.
  private func look(at proposal: DetectedFace, _ luma: Image) -> FoundFace? {
    var reading = networks.landmarks(.landmarks(in: proposal.box), of: luma, withMirror: withMirror)
    let confidence = FaceConfidence.both(detector: proposal.confidence, landmarks: reading.confidence)
    guard
      confidence >= FaceConfidence.threshold,
      let box = proposal.box.inside(width: Double(luma.width), height: Double(luma.height))
    else { return nil }
    for _ in 1..<lookCount {
      reading = networks.landmarks(.landmarks(around: reading.landmarks), of: luma, withMirror: withMirror)
    }
    return FoundFace(box: box, landmarks: reading.landmarks, pose: reading.pose, confidence: confidence)
  }

  /// Two proposals whose landmarks fall on one face are one.
  private static func nonMaximumSuppression(_ faces: [FoundFace]) -> [FoundFace] {
    var kept: [FoundFace] = []
    for face in faces where !kept.contains(where: { $0.landmarks.isSameFace(as: face.landmarks) }) { kept.append(face) }
    return kept
  }
}

/// A face in a image, wherever it was found.
struct FoundFace {
  /// In pixels of the image.
  let box: FaceBox
  let landmarks: Landmarks
  let pose: HeadPose
  /// 0…1
  let confidence: Double
}

/// How sure it is that there is a face: what detector and landmark network say together, as a probability.
///
/// The constants are a logistic regression on what was found in held-out photographs (`Recipes/face/README.md`).
private enum FaceConfidence {
  /// From here on there is one.
  static let threshold = 0.4
  /// Of the landmark network's logit against the detector's, and how far the former goes.
  private static let landmarkShare = 0.15
  private static let maxLogit = 8.0
  private static let slope = 3.37
  private static let offset = 0.34

  static func both(detector: Double, landmarks: Double) -> Double {
    let logits = logit(detector) + landmarkShare * min(max(logit(landmarks), -maxLogit), maxLogit)
    return 1 / (1 + exp(-(slope * logits + offset)))
  }

  private static func logit(_ probability: Double) -> Double {
    let inner = min(max(probability, 1e-6), 1 - 1e-6)
    return log(inner / (1 - inner))
  }
}
