import Face

/// Reads the faces of a frame: expressions, action units, and how well the main face can be seen.
struct FrameReader {
  let networks: FaceNetworks
  let expressions: FaceTrack.FaceScope
  let units: FaceTrack.FaceScope
  /// Applied to the landmarks before the faces are read.
  let displacement: CropDisplacement?
  /// Width of the displayed video in pixels.
  let shownWidth: Int
  let isStill: Bool
  /// Whether the frame is the face crop itself.
  let isFullFrame: Bool

  struct Result {
    let faces: [FaceReading]
    /// Of the main face; nil without one, and in a face crop.
    let quality: FaceQuality?
  }

  /// - Parameters:
  ///   - mainID: the id of the main face.
  ///   - luma: the frame in grey.
  func read(_ faces: [TrackedFace], mainID: Int?, in luma: Image) -> Result {
    Result(
      faces: faces.map { read($0, isMain: $0.id == mainID, in: luma) },
      quality: isFullFrame ? nil : faces.first { $0.id == mainID }.map { quality(of: $0, in: luma) }
    )
  }

  private func read(_ face: TrackedFace, isMain: Bool, in luma: Image) -> FaceReading {
    func isRead(_ wanted: FaceTrack.FaceScope) -> Bool { wanted == .all || wanted == .main && isMain }
    guard isRead(expressions) || isRead(units) else {
      return FaceReading(face: face, embedding: [], units: nil, lightLevel: nil)
    }
    let landmarks = displacement?.moved(face.landmarks) ?? face.landmarks
    let features = AlignedFaceFeatures(landmarks, of: luma, on: networks.reference)
    return FaceReading(
      face: face,
      embedding: isRead(expressions) ? embedding(landmarks, features, in: luma) : [],
      units: isRead(units) ? networks.actionUnits(features) : nil,
      lightLevel: isRead(units) ? face.landmarks.lightLevel(in: luma) : nil
    )
  }

  private func quality(of face: TrackedFace, in luma: Image) -> FaceQuality {
    let scale = Double(max(shownWidth, luma.width)) / Double(luma.width)
    return FaceQuality(of: face.landmarks, pose: face.pose, in: luma, shownScale: scale)
  }

  /// A still gives a single reading, so its mirror image is read as well.
  private func embedding(_ landmarks: Landmarks, _ features: AlignedFaceFeatures, in luma: Image) -> [Float] {
    let crop: FaceCrop = isFullFrame ? .whole(luma) : .expression(around: landmarks)
    return networks.expression(crop, features, of: luma, withMirror: isStill)
  }
}
