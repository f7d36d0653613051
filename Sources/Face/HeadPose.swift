import Foundation

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

  /// The pose in the mirror.
  var mirrored: HeadPose { HeadPose(x: x, y: -y, z: -z) }

  /// The pose after the picture was turned clockwise: Rz(angle) · Rx(x) · Ry(y) · Rz(z), read back as such angles.
  func turned(clockwise angle: Double) -> HeadPose {
    let (sx, cx, sy, cy, sz, cz) = (sin(x), cos(x), sin(y), cos(y), sin(z), cos(z))
    // The rows of Rx · Ry · Rz.
    let first = [cy * cz, -cy * sz, sy]
    let second = [cx * sz + sx * sy * cz, cx * cz - sx * sy * sz, -sx * cy]
    let thirdZ = cx * cy
    let (sa, ca) = (sin(angle), cos(angle))
    let turnedFirst = zip(first, second).map { ca * $0 - sa * $1 }
    let turnedSecondZ = sa * first[2] + ca * second[2]
    return HeadPose(
      x: atan2(-turnedSecondZ, thirdZ),
      y: asin(min(max(turnedFirst[2], -1), 1)),
      z: atan2(-turnedFirst[1], turnedFirst[0])
    )
  }
}
