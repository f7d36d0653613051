import Foundation

/// Searches a whole image for faces: the detector proposes faces in several views of the image, and the landmark
/// network refines them.
struct FaceSearch {
  /// One view of the image for the detector.
  fileprivate struct View {
    /// Longer side of the scaled image, in pixels.
    let longestSide: Int
    var isMirrored = false
  }

  enum Effort {
    /// Large faces only.
    case glance
    /// For video, where the next frame comes soon: one view for large faces, one for small ones.
    case video
    /// For stills, where there is no second chance.
    case still

    fileprivate var views: [View] {
      switch self {
      case .glance: [View(longestSide: 320)]
      case .video: [View(longestSide: 320), View(longestSide: 640)]
      case .still:
        [224, 320, 640, 960].flatMap { side in [false, true].map { View(longestSide: side, isMirrored: $0) } }
      }
    }
  }

  /// Minimum confidence of a detection in one view.
  private static let minConfidence = 0.05
  /// Minimum mean confidence of a proposal.
  private static let proposalThreshold = 0.15

  /// Longer side of a part of an image for the detector, in pixels.
  private static let areaSide = 160

  private let networks: FaceNetworks
  private let views: [View]
  private let isStill: Bool

  init(networks: FaceNetworks, effort: Effort) {
    self.networks = networks
    views = effort.views
    isStill = effort == .still
  }

  /// Finds the faces in an image, given in colour and in grey, most confident first.
  ///
  /// - Parameter turn: how the image's content is turned; the faces are in pixels of the image as it is.
  func callAsFunction(_ colours: Image, luma: Image, turn: QuarterTurn = .none) -> [FoundFace] {
    guard turn != .none else { return upright(colours, luma: luma) }
    return upright(colours.upright(from: turn), luma: luma.upright(from: turn)).map {
      $0.turned(turn, width: luma.width, height: luma.height)
    }
  }

  private func upright(_ colours: Image, luma: Image) -> [FoundFace] {
    let detections = views.map { view in
      networks.detector(
        colours,
        longestSide: view.longestSide,
        isMirrored: view.isMirrored,
        minConfidence: Self.minConfidence
      )
    }
    return faces(Self.proposals(detections), in: luma)
  }

  /// Finds the faces in parts of an image that is upright.
  func callAsFunction(_ areas: [FaceBox], of colours: Image, luma: Image) -> [FoundFace] {
    let (width, height) = (Double(colours.width), Double(colours.height))
    let proposals = areas.compactMap { $0.inside(width: width, height: height) }.flatMap { area in
      networks.detector(colours, in: area, longestSide: Self.areaSide, minConfidence: Self.proposalThreshold)
    }
    return faces(proposals, in: luma)
  }

  /// The faces among proposals, most confident first.
  private func faces(_ proposals: [DetectedFace], in luma: Image) -> [FoundFace] {
    let faces = proposals.compactMap { refined($0, in: luma) }.sorted { $0.confidence > $1.confidence }
    return Self.nonMaximumSuppression(faces)
  }

  /// Merges the views: groups each most confident detection with those of the other views that overlap it, and averages
  /// their confidences, 0 in a view without one, and their boxes.
  private static func proposals(_ views: [[DetectedFace]]) -> [DetectedFace] {
    var remaining = views.enumerated().flatMap { view, faces in faces.map { (view: view, face: $0) } }
      .sorted { $0.face.confidence > $1.face.confidence }
    var found: [DetectedFace] = []
    while let best = remaining.first?.face {
      let overlapping = remaining.filter { $0.face.box.overlap(best.box) > FaceDetector.maxOverlap }
      remaining.removeAll { $0.face.box.overlap(best.box) > FaceDetector.maxOverlap }
      // Detections are sorted by confidence, and each view counts once.
      let members = (0..<views.count).compactMap { view in overlapping.first { $0.view == view }?.face }
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

  /// Refines a proposal: landmarks from its box, then from the crop that they give. Nil if it is no face.
  private func refined(_ proposal: DetectedFace, in luma: Image) -> FoundFace? {
    var reading = networks.landmarks(.landmarks(in: proposal.box), of: luma, withMirror: isStill)
    let confidence = FaceConfidence.combined(detector: proposal.confidence, landmarks: reading.confidence)
    guard
      confidence >= FaceConfidence.threshold,
      let box = proposal.box.inside(width: Double(luma.width), height: Double(luma.height))
    else { return nil }
    reading = networks.landmarks(.landmarks(around: reading.landmarks), of: luma, withMirror: isStill)
    if isStill { reading = networks.landmarks.precise(around: reading.landmarks, of: luma) }
    return FoundFace(
      box: box,
      landmarks: reading.landmarks,
      pose: reading.pose,
      confidence: confidence,
      fit: reading.confidence
    )
  }

  /// Merges proposals whose landmarks fall on one face.
  private static func nonMaximumSuppression(_ faces: [FoundFace]) -> [FoundFace] {
    var kept: [FoundFace] = []
    for face in faces where !kept.contains(where: { $0.landmarks.isSameFace(as: face.landmarks) }) { kept.append(face) }
    return kept
  }
}

/// A face found in an image.
struct FoundFace {
  /// In pixels of the image.
  let box: FaceBox
  let landmarks: Landmarks
  let pose: HeadPose
  /// 0…1
  let confidence: Double
  /// The landmark network's own confidence after its last pass, 0…1.
  let fit: Double

  /// The same face, found in the upright view of an image whose content is turned, in pixels of that image.
  ///
  /// - Parameters:
  ///   - width: of the image, in pixels, as `height`.
  func turned(_ turn: QuarterTurn, width: Int, height: Int) -> FoundFace {
    let (width, height) = (Double(width), Double(height))
    return FoundFace(
      box: turn.toImage(box, width: width, height: height),
      landmarks: Landmarks(landmarks.points.map { turn.toImage($0, width: width, height: height) }),
      pose: pose.turned(clockwise: turn.angle),
      confidence: confidence,
      fit: fit
    )
  }
}

/// Probability of a face, from the detector and the landmark network together.
///
/// The constants are a logistic regression on detections in held-out photographs (`Recipes/face/README.md`).
private enum FaceConfidence {
  /// Minimum confidence of a face.
  static let threshold = 0.4
  /// Weight of the landmark network's logit relative to the detector's, and the limit of the former.
  private static let landmarkWeight = 0.15
  private static let maxLogit = 8.0
  private static let slope = 3.37
  private static let offset = 0.34

  static func combined(detector: Double, landmarks: Double) -> Double {
    let logits = logit(detector) + landmarkWeight * min(max(logit(landmarks), -maxLogit), maxLogit)
    return 1 / (1 + exp(-(slope * logits + offset)))
  }

  private static func logit(_ probability: Double) -> Double {
    let inner = min(max(probability, 1e-6), 1 - 1e-6)
    return log(inner / (1 - inner))
  }
}
