import Face
import Foundation
import Learning
import Media
import System

/// Readings of a clip's face at full frame rate: as recorded, and degraded by bad light.
struct BacklightReading {
  /// A frame's reading; nil without a face.
  typealias Track = [(seconds: Double, reading: GRUDDenoiser.Reading?)]

  let emotion: String
  let clean: Track
  let degraded: Track

  init(clip path: String, networks: FaceNetworks, light: BacklightSimulation) throws {
    let options = ReadingOptions(wantsSound: false, video: VideoOptions(longestSide: FaceTracker.longestSide))
    let clip = try ClipReader(path: ClipPath(path), options: options)
    var chains = (clean: FaceChain(networks), degraded: FaceChain(networks))
    var (clean, degraded): (Track, Track) = ([], [])
    while let event = try clip.next() {
      guard case .frame(let frame) = event else { continue }
      let reading = chains.clean.read(frame)
      clean.append((frame.seconds, reading))
      let dark = light.degrade(frame, landmarks: chains.clean.landmarks)
      degraded.append((frame.seconds, chains.degraded.read(dark)))
    }
    emotion = Self.emotion(of: path)
    (self.clean, self.degraded) = (clean, degraded)
  }

  /// The label in `labels.csv`, beside the clip or one folder above; empty if there is none.
  private static func emotion(of path: String) -> String {
    let file = URL(fileURLWithPath: path)
    for folder in [file.deletingLastPathComponent(), file.deletingLastPathComponent().deletingLastPathComponent()] {
      guard let text = try? String(contentsOf: folder.appendingPathComponent("labels.csv"), encoding: .utf8) else {
        continue
      }
      let rows = text.split(whereSeparator: \.isNewline).map {
        $0.split(separator: ",", omittingEmptySubsequences: false)
      }
      guard let column = rows.first?.firstIndex(of: "emotion") else { continue }
      if let row = rows.first(where: { file.path.hasSuffix("/" + $0[0]) }), row.count > column {
        return String(row[column])
      }
    }
    return ""
  }
}

/// Tracker, landmarks, smoother and reader on one video.
private struct FaceChain {
  private let reader: ActionUnitReader
  private var tracker: FaceTracker
  /// Of the largest face in the latest frame with a face.
  private(set) var landmarks: Landmarks?

  init(_ networks: FaceNetworks) {
    reader = networks.actionUnits
    tracker = FaceTracker(networks: networks)
  }

  mutating func read(_ frame: VideoFrame) -> GRUDDenoiser.Reading? {
    let luma = Image.luma(of: frame)
    let faces = tracker.observe(frame, luma: luma).faces
    guard let face = faces.max(by: { $0.box.area < $1.box.area }) else { return nil }
    landmarks = face.landmarks
    return GRUDDenoiser.Reading(
      units: reader(AlignedFaceFeatures(face.landmarks, of: luma, on: reader.reference)),
      landmarks: face.landmarks,
      confidence: face.confidence,
      lightLevel: face.landmarks.lightLevel(in: luma)
    )
  }
}
