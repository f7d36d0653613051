import ArgumentParser
import Face
import Foundation
import Media
import Perception
import System

/// Frames per second of the face tracker (detector, landmarks, tracking) on a video, in the calling thread,
/// with frames already decoded and scaled; then including expression and action units of the largest face; then
/// including scaling and conversion to RGB.
struct FaceSpeed: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "faces",
    abstract: "Face detection, landmarks and tracking on a video, in frames a second."
  )
  @Argument(help: "A video.") var video: ClipPath

  func run() throws {
    let networks = try PerceptionNetworks().face
    let options = ReadingOptions(wantsSound: false, video: VideoOptions(longestSide: FaceTracker.longestSide))
    let reader = try ClipReader(path: video, options: options)
    var tracker = FaceTracker(networks: networks)
    var (count, faceCount) = (0, 0)
    var (tracking, reading, whole) = (Duration.zero, Duration.zero, Duration.zero)
    let clock = ContinuousClock()
    let start = clock.now
    while let event = try reader.next() {
      guard case .frame(let frame) = event else { continue }
      let luma = Image.luma(of: frame)
      var face: TrackedFace?
      tracking += clock.measure {
        face = tracker.observe(frame, luma: luma).faces.max { $0.box.area < $1.box.area }
      }
      reading += clock.measure {
        guard let face else { return }
        faceCount += 1
        let features = AlignedFaceFeatures(face.landmarks, of: luma, on: networks.reference)
        _ = networks.expression(.expression(around: face.landmarks), features, of: luma)
        _ = networks.actionUnits(features)
      }
      count += 1
    }
    whole = clock.now - start
    // The same frames decoded, but neither scaled nor delivered.
    let bare = ReadingOptions(wantsSound: false, video: VideoOptions(minimumIntervalSeconds: 1e6))
    let decoder = try ClipReader(path: video, options: bare)
    let decoding = try clock.measure { while try decoder.next() != nil {} }
    func rate(_ time: Duration) -> String { String(format: "%.1f", Double(count) / (time / .seconds(1))) }
    print("\(count) frames, \(faceCount) with a face: \(rate(tracking)) a second,", terminator: " ")
    print("\(rate(tracking + reading)) with expression and action units, \(rate(whole - decoding)) with scaling too")
  }
}
