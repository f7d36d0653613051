import Face
import Media

/// The faces in a clip's frames. Observations are kept until dropped.
struct FaceTrack {
  /// The faces to which a network is applied.
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
  /// Width of the displayed video in pixels.
  private let shownWidth: Int
  private let isStill: Bool
  /// In order of time, on the clock of the analysed part.
  private var frames: [FrameObservation] = []
  /// The latest frame's time in seconds from the start of the analysed part; −∞ before the first frame.
  private(set) var latestSeconds = -Double.infinity
  /// Frames analysed, excluding blank ones, and those that show a face.
  private(set) var frameCount = 0
  private(set) var seenCount = 0
  private(set) var blankCount = 0
  /// Width of the analysed frames in pixels.
  private(set) var frameWidth = 0
  /// The maximum number of simultaneous faces.
  private(set) var faceCount = 0

  /// Minimum number of frames with a face for it to count; all frames, in a clip with fewer.
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

  /// Analyses the next frame.
  ///
  /// - Parameter startSeconds: start of the analysed part on the clip's clock.
  @discardableResult
  mutating func observe(_ frame: VideoFrame, startSeconds: Double) -> FrameObservation {
    let frame = analyse(frame, seconds: frame.seconds - startSeconds)
    frames.append(frame)
    return frame
  }

  private mutating func analyse(_ frame: VideoFrame, seconds: Double) -> FrameObservation {
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
    addQuality(faces.first { $0.id == mainID }, of: faces.count, in: frame, luma: luma)
    let readings = faces.map { face in
      func isRead(_ wanted: FaceScope) -> Bool { wanted == .all || wanted == .main && face.id == mainID }
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
    return FrameObservation(number: frame.number, seconds: seconds, faces: readings, mainID: mainID)
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

  /// Records how well the face can be seen. Skipped if the frame is the face crop itself.
  private mutating func addQuality(_ face: TrackedFace?, of count: Int, in frame: VideoFrame, luma: Image) {
    if case .fullFrame = reader { return }
    let scale = Double(max(shownWidth, frame.width)) / Double(frame.width)
    quality.add(
      face.map { FaceQuality(of: $0.landmarks, pose: $0.pose, in: luma, shownScale: scale) },
      faceCount: count,
      number: frame.number,
      seconds: frame.seconds
    )
  }

  /// Conditions that made the faces hard to see.
  var flags: [QualityFlag] { quality.flags }

  /// A still gives a single reading, so its mirror image is read as well.
  private func embedding(_ landmarks: Landmarks, _ features: AlignedFaceFeatures, in luma: Image) -> [Float] {
    let crop: FaceCrop
    if case .fullFrame = reader { crop = .whole(luma) } else { crop = .expression(around: landmarks) }
    return networks.expression(crop, features, of: luma, withMirror: isStill)
  }

  /// Returns the frames from `start` until before `end`, in seconds from the start of the analysed part, excluding
  /// blank ones.
  func frames(from start: Double, to end: Double) -> [FrameObservation] {
    frames.filter { $0.seconds >= start && $0.seconds < end && !$0.isBlank }
  }

  func observations(from start: Double, to end: Double) -> [FrameObservation] {
    frames.filter { $0.seconds >= start && $0.seconds < end }
  }

  mutating func drop(before seconds: Double) {
    frames.removeAll { $0.seconds < seconds }
  }

  /// Whether enough frames show a face for it to count.
  var isSeen: Bool { seenCount > 0 && seenCount >= min(Self.minFrames, frameCount) }
  var coverage: Double? { frameCount == 0 ? 0 : Double(seenCount) / Double(frameCount) }
}

/// Selects the largest face, and keeps it from frame to frame unless another is much larger.
struct LargestFace {
  /// Ratio of areas above which another face replaces the selected one.
  private static let takeover = 1.5
  private var chosen: Int?

  /// Returns the id of the selected face; nil if there is none.
  mutating func choose(of faces: [TrackedFace]) -> Int? {
    guard let largest = faces.max(by: { $0.box.area < $1.box.area }) else { return nil }
    let same = faces.first { $0.id == chosen }
    if let same, largest.box.area <= Self.takeover * same.box.area { return same.id }
    chosen = largest.id
    return chosen
  }
}
