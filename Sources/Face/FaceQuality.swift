/// How well a face can be seen in one picture. Luma runs from 0 to 255, as in `Picture`.
public struct FaceQuality: Equatable, Sendable {
  /// The light on the face and around it.
  public let light: FaceLight
  /// How much of the finest detail that the expression encoder can see is there: the amplitude of the finest octave of its
  /// crop over that of the next, so that neither brightness, contrast nor the face's size matter. About 1 in photographs,
  /// 0.4 where nothing so fine is left. Nil where the encoder's crop is enlarged and cannot hold such detail.
  public let sharpness: Double?
  /// Pixels of the picture looked at to a cell of the expression encoder's crop, along a side; below 1 the face is
  /// enlarged.
  public let pixelsPerCell: Double
  /// From the outer corner of one eye to that of the other. Pixels of the picture as shown.
  public let interocularDistance: Double
  /// How far the head is turned to the picture's left. Radians.
  public let yaw: Double

  /// Measures a face in a grey picture.
  ///
  /// - Parameters:
  ///   - landmarks: in pixels of `luma`.
  ///   - shownScale: how many times as large as `luma` the picture is shown.
  public init(of landmarks: Landmarks, pose: HeadPose, in luma: Picture, shownScale: Double = 1) {
    let crop = FaceCrop.expression(around: landmarks)
    let cell = crop.side / Double(ExpressionEncoder.inputSize)
    light = FaceLight(of: landmarks, in: luma)
    sharpness = cell < 1 ? nil : crop.sharpness(of: luma)
    pixelsPerCell = cell
    interocularDistance = shownScale * landmarks.interocularDistance
    yaw = pose.y
  }
}
