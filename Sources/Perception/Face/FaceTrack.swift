import Face
import Media

/// The faces in a clip's frames. Observations are kept until dropped.
///
/// Faces are followed from frame to frame in order. What is read of a frame's faces depends on no other frame, so a team
/// may read several frames at once; whoever asks for frames waits until they are read.
struct FaceTrack {
  /// The faces to which a network is applied.
  enum FaceScope {
    case none, main, all
  }

  private var reader: Reader
  private let faceReader: FrameReader
  private let team: ThreadTeam
  private var largest = LargestFace()
  private var quality = QualityFlags()
  /// In order of time, on the clock of the analysed part.
  private var frames: [TrackedFrame] = []
  /// The latest frames that `collect` has not returned yet.
  private var uncollected: [TrackedFrame] = []
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

  /// - Parameter team: reads the faces.
  init(
    networks: FaceNetworks,
    choice: FaceChoice,
    info: ClipInfo,
    expressions: FaceScope,
    units: FaceScope = .none,
    displacement: CropDisplacement? = nil,
    team: ThreadTeam = ThreadTeam(threadCount: 1)
  ) {
    self.team = team
    faceReader = FrameReader(
      networks: networks,
      expressions: expressions,
      units: units,
      displacement: displacement,
      shownWidth: info.video?.width ?? 0,
      isStill: info.isStill,
      isFullFrame: choice == .fullFrame
    )
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
  mutating func observe(_ frame: VideoFrame, startSeconds: Double) {
    let tracked = follow(frame, seconds: frame.seconds - startSeconds)
    frames.append(tracked)
    uncollected.append(tracked)
  }

  /// Returns the frames that have been read since the last call, in order.
  ///
  /// - Parameter waits: whether to wait for all frames observed so far.
  mutating func collect(waits: Bool) -> [FrameObservation] {
    let count = waits ? uncollected.count : uncollected.firstIndex { !$0.isRead } ?? uncollected.count
    defer { uncollected.removeFirst(count) }
    return uncollected.prefix(count).map { frame in
      let observation = frame.observation
      if !faceReader.isFullFrame, !frame.isBlank {
        quality.add(
          frame.result.value.quality,
          faceCount: observation.faces.count,
          number: frame.number,
          seconds: frame.seconds
        )
      }
      return observation
    }
  }

  private mutating func follow(_ frame: VideoFrame, seconds: Double) -> TrackedFrame {
    let luma = Image.luma(of: frame)
    latestSeconds = seconds
    frameWidth = frame.width
    let faces = faces(in: frame, luma: luma)
    let mainID = faces.flatMap { largest.choose(of: $0) }
    if let faces {
      frameCount += 1
      seenCount += faces.isEmpty ? 0 : 1
      faceCount = max(faceCount, faces.count)
    } else {
      blankCount += 1
    }
    let waiting = uncollected
    team.help { waiting.count { !$0.isRead } < team.capacity }
    return TrackedFrame(
      number: frame.number,
      seconds: seconds,
      mainID: mainID,
      isBlank: faces == nil,
      result: JobResult(on: team) { [faceReader] in
        faceReader.read(faces ?? [], mainID: mainID, in: luma)
      }
    )
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

  /// Conditions that made the faces hard to see, in the frames collected so far.
  var flags: [QualityFlag] { quality.flags }

  /// Returns the frames from `start` until before `end`, in seconds from the start of the analysed part, excluding
  /// blank ones.
  func frames(from start: Double, to end: Double) -> [FrameObservation] {
    observations(from: start, to: end).filter { !$0.isBlank }
  }

  func observations(from start: Double, to end: Double) -> [FrameObservation] {
    frames.filter { $0.seconds >= start && $0.seconds < end }.map(\.observation)
  }

  mutating func drop(before seconds: Double) {
    frames.removeAll { $0.seconds < seconds }
  }

  /// Whether enough frames show a face for it to count.
  var isSeen: Bool { seenCount > 0 && seenCount >= min(Self.minFrames, frameCount) }
  var coverage: Double? { frameCount == 0 ? 0 : Double(seenCount) / Double(frameCount) }
}

/// A frame whose faces have been followed, and are being read.
private struct TrackedFrame {
  let number: Int
  let seconds: Double
  let mainID: Int?
  let isBlank: Bool
  let result: JobResult<FrameReader.Result>

  var isRead: Bool { result.ready != nil }

  /// Waits until the faces are read.
  var observation: FrameObservation {
    FrameObservation(
      number: number,
      seconds: seconds,
      faces: result.value.faces,
      mainID: mainID,
      isBlank: isBlank
    )
  }
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
