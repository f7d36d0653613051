/// Searches an image for faces that lie on a side or upside down, as in a video from a turned camera that does not say
/// so.
///
/// The networks were trained on upright faces: of others they find some and misread most. So the image is searched
/// again in its three other orientations, unless it has a face that is certainly read the right way up. Animals and
/// things look like a face more often in a turned image, so that such a face must be more certain than an upright one.
///
/// The limits were chosen on annotated photographs in all four orientations and on photographs without a face.
struct TurnedFaceSearch {
  /// Minimum confidence of a face that is certainly upright, and of the landmark network alone. Of the latter fewer than
  /// one upright face in fifty falls short, and fewer than one in a hundred upside down exceeds it.
  private static let certain = (confidence: 0.9985, fit: 0.998)
  /// The same for a face found in a turned image.
  private static let turned = (confidence: 0.99, fit: 0.995)
  /// Longer side in pixels of the image in which the detector alone first looks whether a turn is worth a search, and
  /// the minimum confidence of what it must find there.
  private static let screening = (longestSide: 320, minConfidence: 0.3)

  private let detector: FaceDetector
  private let search: FaceSearch

  /// - Parameter search: searches one orientation.
  init(networks: FaceNetworks, search: FaceSearch) {
    detector = networks.detector
    self.search = search
  }

  /// Whether one of the faces found in the image as it is certainly is upright.
  static func isCertain(_ upright: [FoundFace]) -> Bool {
    upright.contains { $0.confidence >= certain.confidence && $0.fit >= certain.fit }
  }

  /// Returns the faces in the orientation that has the most confident face; nil if there are none.
  ///
  /// - Parameter upright: the faces found in the image as it is. Where one of them is more confident, there is no
  ///   turned face: the detector, unlike the landmark network, always prefers a face the right way up.
  func callAsFunction(_ colours: Image, luma: Image, besides upright: [FoundFace]) -> TurnedFaces? {
    let asItIs = screened(colours, turn: .none)
    let found = QuarterTurn.allCases.compactMap { turn -> TurnedFaces? in
      guard turn != .none, mayShowFace(colours, turn: turn, besides: asItIs) else { return nil }
      let faces = search(colours, luma: luma, turn: turn).filter { face in
        face.confidence >= Self.turned.confidence && face.fit >= Self.turned.fit && face.landmarks.turn == turn
          && !upright.contains { $0.confidence >= face.confidence && TurnedFaces.isSame($0.box, face.box) }
      }
      return faces.isEmpty ? nil : TurnedFaces(turn: turn, faces: faces)
    }
    return found.max { $0.faces[0].confidence < $1.faces[0].confidence }
  }

  /// Whether the detector finds a face in this orientation that it does not find as well in the image as it is.
  private func mayShowFace(_ colours: Image, turn: QuarterTurn, besides asItIs: [DetectedFace]) -> Bool {
    screened(colours, turn: turn).contains { face in
      !asItIs.contains { $0.confidence >= face.confidence && TurnedFaces.isSame($0.box, face.box) }
    }
  }

  /// What the detector finds at a glance in one orientation, in pixels of the image as it is.
  private func screened(_ colours: Image, turn: QuarterTurn) -> [DetectedFace] {
    let (side, confidence) = Self.screening
    let (width, height) = (Double(colours.width), Double(colours.height))
    return detector(colours.upright(from: turn), longestSide: side, minConfidence: confidence).map {
      DetectedFace(box: turn.toImage($0.box, width: width, height: height), confidence: $0.confidence)
    }
  }
}

/// Faces that are turned the same way.
struct TurnedFaces {
  let turn: QuarterTurn
  /// At least one, most confident first.
  let faces: [FoundFace]

  /// The turned face that an upright reading with this box misread; nil if it lies elsewhere.
  func face(at box: FaceBox) -> FoundFace? {
    faces.first { Self.isSame($0.box, box) }
  }

  /// Whether the boxes of a face and of its misreading may belong together.
  fileprivate static func isSame(_ one: FaceBox, _ other: FaceBox) -> Bool { one.overlap(other) > 0.1 }
}

/// When a video is searched for turned faces: at once, then at doubling intervals, so that the search costs little in a
/// long video without a face.
struct TurnedSearchSchedule {
  /// In seconds.
  private static let (minInterval, maxInterval) = (1.0, 16.0)

  private var next = -Double.infinity
  private var interval = minInterval

  /// Whether a search is due; if so, plans the next one.
  mutating func isDue(at seconds: Double) -> Bool {
    guard seconds >= next else { return false }
    next = seconds + interval
    interval = min(2 * interval, Self.maxInterval)
    return true
  }
}
