import Face
import Numerics

/// The faces of a clip in the order of time, from wherever they are known.
protocol FaceStream {
  /// Up to here the faces are known, in seconds from the start of the analysed part.
  var latestSeconds: Double { get }
  /// A face was seen often enough to count.
  var isSeen: Bool { get }
  /// The share of the frames looked at that show a face.
  var coverage: Double? { get }
  /// The most faces seen at once.
  var faceCount: Int { get }
  /// What made the faces hard to see.
  var flags: [QualityFlag] { get }

  /// The face that counts from `start` until before `end`, in seconds from the start of the analysed part.
  ///
  /// - Parameters:
  ///   - bands: the voice over that time, `SpeechBands`; nil without sound.
  ///   - selector: whose choice it is, where there are several.
  func faces(from start: Double, to end: Double, bands: Matrix?, selector: inout FaceSelector) -> WindowFaces

  /// Every frame from `start` until before `end`, blank ones too; none where no frame is known.
  func observations(from start: Double, to end: Double) -> [FrameObservation]
}

/// What the frames of a window show.
struct WindowFaces {
  /// The face that counts, of those frames in which one is seen.
  let seen: [FaceSample]
  /// Frames that were looked at.
  let frameCount: Int
}

extension FaceTrack: FaceStream {
  func faces(from start: Double, to end: Double, bands: Matrix?, selector: inout FaceSelector) -> WindowFaces {
    let frames = frames(from: start, to: end)
    if let bands { selector.weigh(bands, startSeconds: start, frames: frames) }
    return WindowFaces(seen: selector.samples(of: frames), frameCount: frames.count)
  }
}
