import Numerics

/// The networks of the face, loaded once.
public struct FaceNetworks {
  public let detector: FaceDetector
  public let landmarks: LandmarkNetwork
  public let expression: ExpressionEncoder
  public let actionUnits: ActionUnitReader

  /// Reads each network's weights. Throws `SafeTensorsError`.
  public init(detector: SafeTensors, landmarks: SafeTensors, expression: SafeTensors, actionUnits: SafeTensors) throws {
    self.detector = try FaceDetector(weights: detector)
    self.landmarks = try LandmarkNetwork(weights: landmarks)
    self.expression = try ExpressionEncoder(weights: expression)
    self.actionUnits = try ActionUnitReader(weights: actionUnits)
  }
}
