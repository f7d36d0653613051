import Face
import Numerics

/// The faces of a clip in order of time, from frames or from a table.
protocol FaceStream {
  /// The time up to which the faces are known, in seconds from the start of the analysed part.
  var latestSeconds: Double { get }
  /// Whether enough frames show a face for it to count.
  var isSeen: Bool { get }
  /// The fraction of the analysed frames that show a face.
  var coverage: Double? { get }
  /// The maximum number of simultaneous faces.
  var faceCount: Int { get }
  /// Conditions that made the faces hard to see.
  var flags: [QualityFlag] { get }

  /// Returns the selected face from `start` until before `end`, in seconds from the start of the analysed part.
  ///
  /// - Parameters:
  ///   - bands: the voice over that time, `SpeechBands`; nil without sound.
  ///   - selector: selects the face where there are several.
  func faces(from start: Double, to end: Double, bands: Matrix?, selector: inout FaceSelector) -> WindowFaces

  /// Returns every frame from `start` until before `end`, including blank ones; none if the faces come from a table.
  func observations(from start: Double, to end: Double) -> [FrameObservation]
}

/// The faces of a window.
struct WindowFaces {
  /// The samples of the selected face, from the frames that show one.
  let samples: [FaceSample]
  /// The number of frames analysed.
  let frameCount: Int
}

extension FaceTrack: FaceStream {
  func faces(from start: Double, to end: Double, bands: Matrix?, selector: inout FaceSelector) -> WindowFaces {
    let frames = frames(from: start, to: end)
    if let bands { selector.addEvidence(bands, startSeconds: start, frames: frames) }
    return WindowFaces(samples: selector.samples(of: frames), frameCount: frames.count)
  }
}
