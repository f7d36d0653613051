import Face
import Foundation
import Media
import Recognition

/// Prints pictures a second of the face tracker (detector, landmarks, tracking) over a film, each picture as decoded and
/// scaled for it, in the calling thread; then the same with the scaling and conversion to RGB counted in.
func printFaceSpeed(film: String) throws {
  let networks = try Models().face
  let options = ReadingOptions(wantsSound: false, picture: PictureOptions(longestSide: FaceTracker.longestSide))
  let reader = try ClipReader(path: ClipPath(film), options: options)
  var tracker = FaceTracker(networks: networks)
  var (count, seen) = (0, 0)
  var (tracking, whole) = (Duration.zero, Duration.zero)
  let clock = ContinuousClock()
  let start = clock.now
  while let event = try reader.next() {
    guard case .picture(let frame) = event else { continue }
    tracking += clock.measure {
      if !tracker.observe(frame, luma: Picture.luma(of: frame)).faces.isEmpty { seen += 1 }
    }
    count += 1
  }
  whole = clock.now - start
  // The same pictures decoded, but neither scaled nor delivered.
  let bare = ReadingOptions(wantsSound: false, picture: PictureOptions(minimumIntervalSeconds: 1e6))
  let decoder = try ClipReader(path: ClipPath(film), options: bare)
  let decoding = try clock.measure { while try decoder.next() != nil {} }
  func rate(_ time: Duration) -> String { String(format: "%.1f", Double(count) / (time / .seconds(1))) }
  print("\(count) pictures, \(seen) with a face: \(rate(tracking)) a second, \(rate(whole - decoding)) with scaling")
}
