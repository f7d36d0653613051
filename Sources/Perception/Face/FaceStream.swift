import Face
import Numerics

/// The faces of a clip in the order of time, from wherever they are known.
protocol FaceStream {
  /// Up to here the faces are known, in seconds from the start of the analysed part.
  var latestSeconds: Double { get }
  /// A face was seen often enough to count.
  var isSeen: Bool { get }
  /// The share of the pictures looked at that show a face.
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
  func look(from start: Double, to end: Double, bands: Matrix?, selector: inout FaceSelector) -> WindowFaces

  /// Every picture from `start` until before `end`, blank ones too; none where no picture is known.
  func observations(from start: Double, to end: Double) -> [FrameObservation]
}

/// What the pictures of a window show.
struct WindowFaces {
  /// The face that counts, of those pictures in which one is seen.
  let seen: [FaceSample]
  /// Pictures that were looked at.
  let pictureCount: Int
}

extension FaceTrack: FaceStream {
  func look(from start: Double, to end: Double, bands: Matrix?, selector: inout FaceSelector) -> WindowFaces {
    let pictures = pictures(from: start, to: end)
    if let bands { selector.weigh(bands, startSeconds: start, pictures: pictures) }
    return WindowFaces(seen: selector.samples(of: pictures), pictureCount: pictures.count)
  }
}
