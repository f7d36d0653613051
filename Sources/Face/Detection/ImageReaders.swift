import Media
import Numerics

/// The face networks, loaded once.
public struct FaceNetworks {
  public let detector: FaceDetector
  public let landmarks: LandmarkNetwork
  public let expression: ExpressionEncoder
  public let actionUnits: ActionUnitReader
  /// The face to which expression and action units are aligned.
  public let reference: ReferenceFace

  /// Reads each network's weights. Throws `SafeTensorsError`, also if expression and action units were trained with
  /// different reference faces.
  public init(detector: SafeTensors, landmarks: SafeTensors, expression: SafeTensors, actionUnits: SafeTensors) throws {
    self.detector = try FaceDetector(weights: detector)
    self.landmarks = try LandmarkNetwork(weights: landmarks)
    self.expression = try ExpressionEncoder(weights: expression)
    self.actionUnits = try ActionUnitReader(weights: actionUnits)
    reference = self.actionUnits.reference
    guard self.expression.reference == reference else {
      throw SafeTensorsError.malformed(
        path: expression.path,
        reason: "its reference face is not that of \(actionUnits.path)"
      )
    }
  }
}

/// Finds the faces in a still image, more thoroughly than in video.
public struct StillReader {
  /// Longer side of the images it is meant for, in pixels.
  public static let longestSide = 960

  private let search: FaceSearch
  private let turnedSearch: TurnedFaceSearch

  public init(networks: FaceNetworks) {
    search = FaceSearch(networks: networks, effort: .still)
    turnedSearch = TurnedFaceSearch(networks: networks, search: search)
  }

  /// Returns the faces, largest first.
  public func observe(_ frame: VideoFrame, luma: Image) -> FaceObservation {
    if luma.isBlank { return FaceObservation(seconds: frame.seconds, isBlank: true) }
    let found = faces(in: Image.colours(of: frame), luma: luma).sorted { $0.box.area > $1.box.area }
    return FaceObservation(
      seconds: frame.seconds,
      faces: found.enumerated().map { id, face in
        TrackedFace(
          id: id,
          box: face.box,
          landmarks: face.landmarks,
          pose: face.pose,
          confidence: face.confidence,
          hasEyesClosed: face.landmarks.hasEyesClosed
        )
      }
    )
  }

  /// The upright faces; if none of them is read well, also those that lie on a side or upside down.
  private func faces(in colours: Image, luma: Image) -> [FoundFace] {
    let found = search(colours, luma: luma)
    guard
      !TurnedFaceSearch.isCertain(found),
      let turned = turnedSearch(colours, luma: luma, besides: found)
    else { return found }
    return found.filter { turned.face(at: $0.box) == nil } + turned.faces
  }
}

/// Reads images that are cropped faces.
public struct FullFrameReader {
  private let networks: FaceNetworks
  private let isStill: Bool

  /// - Parameter isStill: there is only one image; averages it with its mirror image.
  public init(networks: FaceNetworks, isStill: Bool) {
    self.networks = networks
    self.isStill = isStill
  }

  /// Returns one face, as large as the image.
  public func observe(_ frame: VideoFrame, luma: Image) -> FaceObservation {
    let whole = FaceBox(x: 0, y: 0, width: Double(frame.width), height: Double(frame.height))
    let first = networks.landmarks(.landmarks(in: whole), of: luma, withMirror: isStill)
    let second =
      isStill
      ? networks.landmarks.precise(around: first.landmarks, of: luma)
      : networks.landmarks(.landmarks(around: first.landmarks), of: luma)
    let reading = second.confidence >= first.confidence ? second : first
    return FaceObservation(
      seconds: frame.seconds,
      faces: [
        TrackedFace(
          id: 0,
          box: whole,
          landmarks: reading.landmarks,
          pose: reading.pose,
          confidence: 1,
          hasEyesClosed: reading.landmarks.hasEyesClosed
        )
      ]
    )
  }
}
