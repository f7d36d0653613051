import Face
import Foundation
import Perception
import Reporting
import System
import Voice

/// Measures a clip for `features`, as rows of numbers in column order.
struct FeatureRows {
  private let features: FeatureMeasurement
  /// Loaded once, if the kind needs them.
  private let networks: PerceptionNetworks?
  private let states: VoiceStateExtractor?
  private let threadCount: Int
  private let isInterrupted: () -> Bool

  /// - Parameter threadCount: the maximum number of threads that work on a clip.
  ///
  /// Throws `ModelError`.
  init(
    _ features: FeatureMeasurement,
    threadCount: Int = 1,
    isInterrupted: @escaping () -> Bool = { false }
  ) throws(ModelError) {
    self.features = features
    self.threadCount = threadCount
    self.isInterrupted = isInterrupted
    networks = features.kind.isOfVoice ? nil : try PerceptionNetworks()
    states =
      features.kind == .encoder
      ? try VoiceStateExtractor(
        PerceptionNetworks(voice: features.voice).voice,
        layer: features.layer,
        options: features.options.perception,
        isInterrupted: isInterrupted
      ) : nil
  }

  /// Passes every row of a clip to `handler`. Throws `ClipFailure`, `CancellationError`, and whatever the handler
  /// throws.
  func extract(
    _ clip: ClipPath,
    announceDuration: @escaping (Double) -> Void = { _ in },
    handler: ([Double]) throws -> Void
  ) throws {
    guard features.unit == .clip else {
      _ = try extractFrames(clip, announceDuration: announceDuration, handler: handler)
      return
    }
    var statistics = statistics
    let duration = try extractFrames(clip, announceDuration: announceDuration) { statistics.add($0) }
    for row in statistics.rows(durationSeconds: duration) { try handler(row) }
  }

  private var statistics: ClipStatistics {
    ClipStatistics(of: frameColumns, hasRowPerGroup: features.options.face == .all)
  }

  /// Whether the rows begin with the clip's path even if there is only one.
  var namesOnlyClip: Bool { features.unit == .clip }

  /// Passes the row of every frame or step to `handler`. Returns the duration of the part, in seconds.
  private func extractFrames(
    _ clip: ClipPath,
    announceDuration: @escaping (Double) -> Void,
    handler: ([Double]) throws -> Void
  ) throws -> Double {
    guard let networks else {
      let sound = SoundExtractor(options: features.options.perception, isInterrupted: isInterrupted)
      func row(_ channel: Int?, _ seconds: Double, _ values: some Sequence<Float>) throws {
        try handler((hasChannel ? [Double(channel ?? 0)] : []) + [seconds] + values.map(Double.init))
      }
      if let states { return try states.extract(clip, announceDuration: announceDuration, handler: row) }
      if features.kind == .voice {
        return try sound.extractMeasures(clip, announceDuration: announceDuration) { try row($0, $1, $2.values) }
      }
      return try sound.extractLogMel(clip, announceDuration: announceDuration, handler: row)
    }
    if features.kind == .aus {
      return try ActionUnitExtractor(
        networks: networks,
        options: features.options.perception,
        threadCount: threadCount,
        isInterrupted: isInterrupted
      )
      .extract(clip, announceDuration: announceDuration) { try handler(row($0)) }
    }
    return try FaceExtractor(
      networks: networks,
      options: features.options.perception,
      withEmbeddings: features.kind == .embedding,
      threadCount: threadCount,
      isInterrupted: isInterrupted
    )
    .extract(clip, announceDuration: announceDuration) { try handler(row($0)) }
  }

  private var hasChannel: Bool { features.options.channel == .each }

  var columns: [FeatureColumn] { features.unit == .clip ? statistics.columns : frameColumns }

  private var frameColumns: [FeatureColumn] {
    switch features.kind {
    case .mel:
      return soundColumns + (0..<LogMel.bandCount).map { .number("mel_\($0)") }
    case .voice: return soundColumns + VoiceStep.names.map { .number($0, decimals: 6) }
    case .face:
      let box = ["box_x", "box_y", "box_w", "box_h"].map { FeatureColumn.number($0, decimals: 1) }
      let openings = ["eye_opening", "mouth_opening"].map { FeatureColumn.number($0, decimals: 4) }
      return faceColumns + poseColumns + box + openings + [.number("blink", decimals: 0)]
    case .landmarks: return faceColumns + poseColumns + [.points("landmarks", count: Landmarks.count, decimals: 2)]
    case .aus: return faceColumns + poseColumns + [Self.unitsColumn]
    case .embedding: return faceColumns + [.list("embedding", count: ExpressionEncoder.width)]
    case .encoder: return soundColumns + [.list("state", count: states?.width ?? 0)]
    }
  }

  /// The number of columns at a row's end that form the NumPy matrix.
  var matrixWidth: Int {
    switch features.kind {
    case .mel: LogMel.bandCount
    case .voice: VoiceStep.names.count
    case .encoder: states?.width ?? 0
    default: ExpressionEncoder.width
    }
  }

  private var soundColumns: [FeatureColumn] {
    (hasChannel ? [.number("channel", decimals: 0)] : []) + [.number("timestamp", decimals: 3)]
  }

  /// OpenFace's names.
  private var faceColumns: [FeatureColumn] {
    [
      .number("frame", decimals: 0), .number("face_id", decimals: 0), .number("timestamp", decimals: 3),
      .number("confidence", decimals: 4), .number("success", decimals: 0),
    ]
  }

  private var poseColumns: [FeatureColumn] {
    ["pose_Rx", "pose_Ry", "pose_Rz"].map { .number($0, decimals: 4) }
  }

  /// Returns the row of a frame without a face: its number, time and success 0, nothing else.
  private func row(frame: Int, seconds: Double) -> [Double] {
    let frame = [Double(frame), .nan, seconds, .nan, 0]
    let width = frameColumns.reduce(0) { $0 + $1.csvNames.count }
    return frame + [Double](repeating: .nan, count: width - frame.count)
  }

  private func row(_ reading: FaceExtractor.FrameReading) -> [Double] {
    guard let face = reading.face else { return row(frame: reading.frame, seconds: reading.seconds) }
    let frame = [Double(reading.frame), Double(face.id), reading.seconds, face.confidence, 1]
    let pose = [face.pose.x, face.pose.y, face.pose.z]
    switch features.kind {
    case .mel, .voice, .encoder, .aus: preconditionFailure("not a face feature")
    case .face:
      let (box, marks) = (face.box, face.landmarks)
      let boxValues = [box.x, box.y, box.width, box.height]
      return frame + pose + boxValues + [marks.eyeOpening, marks.mouthOpening, face.hasEyesClosed ? 1 : 0]
    case .landmarks: return frame + pose + face.landmarks.points.map(\.x) + face.landmarks.points.map(\.y)
    case .embedding: return frame + reading.embedding.map(Double.init)
    }
  }

  /// OpenFace's names, then ours: uncalibrated values (`_raw`), and the subject's own left and right. Units in a hidden
  /// region have no value.
  private static let unitsColumn: FeatureColumn = {
    let (units, halves) = (ActionUnit.allCases.map(\.rawValue), ActionUnits.Half.allCases.map(\.rawValue))
    let names =
      ["r", "c", "raw"].flatMap { kind in units.map { "\($0)_\(kind)" } }
      + ["r", "raw"].flatMap { kind in halves.map { "\($0)_\(kind)" } }
    return .group("aus", names, decimals: 3)
  }()

  private func row(_ reading: ActionUnitExtractor.FrameReading) -> [Double] {
    guard let face = reading.face else { return row(frame: reading.frame, seconds: reading.seconds) }
    let frame = [Double(reading.frame), Double(face.id), reading.seconds, face.confidence, 1]
    let pose = [face.pose.x, face.pose.y, face.pose.z]
    func shown(_ unit: ActionUnit, _ value: Float) -> Double { face.units.isHidden(unit.region) ? .nan : Double(value) }
    func numbers(_ units: ActionUnits) -> [Double] { ActionUnit.allCases.map { shown($0, units[$0]) } }
    func halves(_ units: ActionUnits) -> [Double] { ActionUnits.Half.allCases.map { shown($0.unit, units[$0]) } }
    let presence = ActionUnit.allCases.map { shown($0, face.calibrated.isPresent($0) ? 1 : 0) }
    return frame + pose + numbers(face.calibrated) + presence + numbers(face.units)
      + halves(face.calibrated) + halves(face.units)
  }
}
