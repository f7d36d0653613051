import Face
import Media
import Perception
import Reporting
import System

/// How long the parts of the face analysis take for each frame that an analysis looks at.
struct FrameTimes {
  private let networks: FaceNetworks
  private var tracking = Timings()
  private var detector = Timings()
  private var landmarks = Timings()
  private var alignment = Timings()
  private var expression = Timings()
  private var actionUnits = Timings()

  init(networks: FaceNetworks) {
    self.networks = networks
  }

  /// Measures the frames of a clip's first seconds, the first of them twice, because the first time warms up.
  ///
  /// Throws `MediaError`.
  mutating func measure(_ path: ClipPath, seconds: Double, isInterrupted: @escaping () -> Bool) throws(MediaError) {
    let video = VideoOptions(
      longestSide: FaceTracker.longestSide,
      minimumIntervalSeconds: PerceptionOptions.frameInterval
    )
    let options = ReadingOptions(durationSeconds: seconds, wantsSound: false, video: video)
    let reader = try ClipReader(path: path, options: options, isInterrupted: isInterrupted)
    var tracker = FaceTracker(networks: networks)
    var isWarm = false
    while let event = try reader.next() {
      guard case .frame(let frame) = event else { continue }
      if !isWarm {
        var (copy, another) = (self, tracker)
        copy.measure(frame, tracker: &another)
        isWarm = true
      }
      measure(frame, tracker: &tracker)
    }
  }

  private mutating func measure(_ frame: VideoFrame, tracker: inout FaceTracker) {
    let luma = Image.luma(of: frame)
    let faces = tracking.time { tracker.observe(frame, luma: luma).faces }
    detector.time {
      _ = networks.detector(.colours(of: frame), longestSide: FaceTracker.longestSide, minConfidence: 0.5)
    }
    guard let face = faces.max(by: { $0.box.area < $1.box.area }) else { return }
    landmarks.time { _ = networks.landmarks(.landmarks(around: face.landmarks), of: luma) }
    let features = alignment.time { AlignedFaceFeatures(face.landmarks, of: luma, on: networks.reference) }
    expression.time { _ = networks.expression(.expression(around: face.landmarks), features, of: luma) }
    actionUnits.time { _ = networks.actionUnits(features) }
  }

  /// The parts that were measured at all.
  var parts: [BenchReport.FramePart] {
    let parts = [
      ("track", tracking), ("detector", detector), ("landmarks", landmarks), ("alignment", alignment),
      ("expression", expression), ("action_units", actionUnits),
    ]
    return parts.compactMap { name, timings in
      guard let median = timings.quantile(0.5), let high = timings.quantile(0.9), let highest = timings.quantile(0.99)
      else { return nil }
      return BenchReport.FramePart(
        name: name,
        count: timings.seconds.count,
        medianSeconds: median,
        ninetiethSeconds: high,
        ninetyNinthSeconds: highest
      )
    }
  }
}
