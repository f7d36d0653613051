/// How a head is turned, in radians and in the convention of OpenFace: `x` nose down, `y` towards the picture's left, `z`
/// clockwise.
public struct HeadPose: Equatable, Sendable {
  public var x: Double
  public var y: Double
  public var z: Double

  public init(x: Double, y: Double, z: Double) {
    self.x = x
    self.y = y
    self.z = z
  }
}
