import Foundation

/// How sure it is that there is a face: what detector and landmark network say together, as a probability.
///
/// The constants are a logistic regression on what was found in held-out photographs (`Recipes/face/README.md`).
enum FaceConfidence {
  /// From here on there is one.
  static let threshold = 0.4
  /// Of the landmark network's logit against the detector's, and how far the former goes.
  private static let landmarkShare = 0.15
  private static let greatestLogit = 8.0
  private static let slope = 3.37
  private static let offset = 0.34

  static func both(detector: Double, landmarks: Double) -> Double {
    let logits = logit(detector) + landmarkShare * min(max(logit(landmarks), -greatestLogit), greatestLogit)
    return 1 / (1 + exp(-(slope * logits + offset)))
  }

  private static func logit(_ probability: Double) -> Double {
    let inner = min(max(probability, 1e-6), 1 - 1e-6)
    return log(inner / (1 - inner))
  }
}

extension Landmarks {
  /// Whether both are of one face: they lie less than a third of its size apart.
  func isSameFace(as other: Landmarks) -> Bool {
    let (mine, theirs) = (bounds, other.bounds)
    let size = min(max(mine.width, mine.height), max(theirs.width, theirs.height))
    let ratio = mine.area / max(theirs.area, 1e-6)
    return mine.center.distance(to: theirs.center) < size / 3 && ratio > 0.4 && ratio < 2.5
  }
}
