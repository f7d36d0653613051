import Face
import Media

/// The faces of a clip through its frames. Keeps what was seen until it is dropped.
struct FaceTrack {
  /// Of which faces something is read.
  enum FaceScope {
    case none, main, all
  }

  private let networks: FaceNetworks
  private var reader: Reader
  private let expressions: FaceScope
  private let units: FaceScope
  private let displacement: CropDisplacement?
  private var largest = LargestFace()
  private var quality = QualityFlags()
  /// Pixels of the frame as shown.
  private let shownWidth: Int
  private let isStill: Bool
  /// On the clock of the analysed part, in order of time.
  private var frames: [FrameObservation] = []
  /// The latest frame's time in seconds from the start of the analysed part; −∞ before the first.
  private(set) var latestSeconds = -Double.infinity
  /// Frames that were looked at, blank ones aside, and those in which a face was seen.
  private(set) var frameCount = 0
  private(set) var seenCount = 0
  private(set) var blankCount = 0
  /// Pixels of the frames that were looked at.
  private(set) var frameWidth = 0
  /// The most faces seen at once.
  private(set) var faceCount = 0

  /// Frames in which a face is to be seen before it counts, in a clip that has as many.
  static let minFrames = 3

  private enum Reader {
    case tracker(FaceTracker)
    case still(StillReader)
    case fullFrame(FullFrameReader)
  }

  init(
    networks: FaceNetworks,
    choice: FaceChoice,
    info: ClipInfo,
    expressions: FaceScope,
    units: FaceScope = .none,
    displacement: CropDisplacement? = nil
  ) {
    self.displacement = displacement
    self.networks = networks
    shownWidth = info.video?.width ?? 0
    isStill = info.isStill
    self.expressions = expressions
    self.units = units
    reader =
      switch choice {
      case .fullFrame: .fullFrame(FullFrameReader(networks: networks, isStill: info.isStill))
      case _ where info.isStill: .still(StillReader(networks: networks))
      default: .tracker(FaceTracker(networks: networks))
      }
  }

  /// Looks at the next frame.
  ///
  /// - Parameter startSeconds: where the analysed part begins on the clip's clock.
  @discardableResult
  mutating func observe(_ frame: VideoFrame, startSeconds: Double) -> FrameObservation {
    let frame = see(frame, seconds: frame.seconds - startSeconds)
    frames.append(frame)
    return frame
  }

  private mutating func see(_ frame: VideoFrame, seconds: Double) -> FrameObservation {
    let luma = Image.luma(of: frame)
    latestSeconds = seconds
    frameWidth = frame.width
    guard let faces = faces(in: frame, luma: luma) else {
      blankCount += 1
      return FrameObservation(number: frame.number, seconds: seconds, faces: [], mainID: nil, isBlank: true)
    }
    let mainID = largest.choose(of: faces)
    frameCount += 1
    seenCount += faces.isEmpty ? 0 : 1
    faceCount = max(faceCount, faces.count)
    note(faces.first { $0.id == mainID }, of: faces.count, in: frame, luma: luma)
    let read = faces.map { face in
      func isRead(_ wanted: FaceScope) -> Bool { wanted == .all || wanted == .main && face.id == mainID }
      let landmarks = displacement?.moved(face.landmarks) ?? face.landmarks
      return FaceReading(
        face: face,
        embedding: isRead(expressions) ? embedding(landmarks, in: luma) : [],
        units: isRead(units) ? networks.actionUnits(landmarks, of: luma) : nil,
        lightLevel: isRead(units) ? face.landmarks.lightLevel(in: luma) : nil
      )
    }
    return FrameObservation(number: frame.number, seconds: seconds, faces: read, mainID: mainID)
  }

  /// Nil for a blank frame.
  private mutating func faces(in frame: VideoFrame, luma: Image) -> [TrackedFace]? {
    let observation: FaceObservation
    switch reader {
    case .tracker(var tracker):
      observation = tracker.observe(frame, luma: luma)
      reader = .tracker(tracker)
    case .still(let still): observation = still.observe(frame, luma: luma)
    case .fullFrame(let fullFrame): observation = fullFrame.observe(frame, luma: luma)
    }
    return observation.isBlank ? nil : observation.faces
  }

  /// Notes how well the face can be seen. Of a frame that is a face already nothing is asked.
  private mutating func note(_ face: TrackedFace?, of count: Int, in frame: VideoFrame, luma: Image) {
    if case .fullFrame = reader { return }
    let scale = Double(max(shownWidth, frame.width)) / Double(frame.width)
    quality.add(
      face.map { FaceQuality(of: $0.landmarks, pose: $0.pose, in: luma, shownScale: scale) },
      faceCount: count,
      number: frame.number,
      seconds: frame.seconds
    )
  }

  /// What made the faces hard to see.
  var flags: [QualityFlag] { quality.flags }

  /// Of a still there is one look only, and its mirror image is looked at as well.
  private func embedding(_ landmarks: Landmarks, in luma: Image) -> [Float] {
    let crop: FaceCrop
    if case .fullFrame = reader { crop = .whole(luma) } else { crop = .expression(around: landmarks) }
    return networks.expression(crop, landmarks, of: luma, withMirror: isStill)
  }

  /// What was seen, blank frames aside, from `start` until before `end`, in seconds from the start of the analysed part.
  func frames(from start: Double, to end: Double) -> [FrameObservation] {
    frames.filter { $0.seconds >= start && $0.seconds < end && !$0.isBlank }
  }

  func observations(from start: Double, to end: Double) -> [FrameObservation] {
    frames.filter { $0.seconds >= start && $0.seconds < end }
  }

  mutating func drop(before seconds: Double) {
    frames.removeAll { $0.seconds < seconds }
  }

  /// A face was seen often enough to count.
  var isSeen: Bool { seenCount > 0 && seenCount >= min(Self.minFrames, frameCount) }
  var coverage: Double? { frameCount == 0 ? 0 : Double(seenCount) / Double(frameCount) }
}

/// The largest face, and the same one from frame to frame unless another is much larger.
struct LargestFace {
  /// How many times greater another face must be to take the place of the chosen one.
  private static let takeover = 1.5
  private var chosen: Int?

  /// The id of the face that counts; nil where there is none.
  mutating func choose(of faces: [TrackedFace]) -> Int? {
    guard let largest = faces.max(by: { $0.box.area < $1.box.area }) else { return nil }
    let same = faces.first { $0.id == chosen }
    if let same, largest.box.area <= Self.takeover * same.box.area { return same.id }
    chosen = largest.id
    return chosen
  }
}
