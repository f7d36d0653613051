import Foundation
import SmoothingTrial

@testable import Face

/// A drawn face with controlled movements, in percent of the interocular distance.
enum SyntheticFace {
  typealias Vector = SIMD2<Double>

  /// - Parameters:
  ///   - opening: how far the eyes are open; 1 is normal.
  ///   - mouth: how far the lower lip hangs.
  static func points(opening: Double = 1, mouth: Double = 0) -> [Vector] {
    func eye(_ x: Double) -> [Vector] {
      let lid = 4 * opening
      return [
        Vector(x - 15, 0), Vector(x - 6, -lid), Vector(x + 6, -lid), Vector(x + 15, 0), Vector(x + 6, lid),
        Vector(x - 6, lid),
      ]
    }
    func lips(_ width: Double, _ height: Double, upper: Int, lower: Int) -> [Vector] {
      let above = (0..<upper).map { index in
        let angle = Double.pi * (1 - Double(index) / Double(upper - 1))
        return Vector(width * cos(angle), 80 - height * sin(angle))
      }
      let below = (1...lower).map { index in
        let angle = Double.pi * Double(index) / Double(lower + 1)
        return Vector(width * cos(angle), 80 + (height + mouth) * sin(angle))
      }
      return above + below
    }
    let jaw = (0...16).map { index in
      let angle = Double.pi * (1 - Double(index) / 16)
      return Vector(80 * cos(angle), (110 + mouth / 2) * sin(angle))
    }
    let brow = (0...4).map { Vector(-60 + 10 * Double($0), -22 - 3 * sin(Double($0) * .pi / 4)) }
    let otherBrow = brow.reversed().map { Vector(-$0.x, $0.y) }
    let bridge = (0...3).map { Vector(0, 5 + 12 * Double($0)) }
    let nostrils = (-2...2).map { Vector(8 * Double($0), 50 - abs(Double($0))) }
    return jaw + brow + otherBrow + bridge + nostrils + eye(-35) + eye(35)
      + lips(28, 8, upper: 7, lower: 5) + lips(22, 2, upper: 5, lower: 3)
  }

  /// A head that turns and nods, pauses, speaks and blinks, 30 frames a second.
  static func moving(seconds: Double) -> LandmarkTrack {
    let frames = (0..<Int(30 * seconds)).map { index in
      let time = Double(index) / 30
      let sway = 18 * sin(2 * .pi * 0.7 * time) * max(0, sin(2 * .pi * 0.25 * time))
      let roll = 0.1 * sin(2 * .pi * 0.5 * time)
      let blink = 1 - 0.9 * max(0, 1 - abs(time.truncatingRemainder(dividingBy: 1.7) - 0.8) / 0.07)
      let mouth = 6 * max(0, sin(2 * .pi * 3.3 * time)) * (sin(time) > 0 ? 1 : 0)
      return points(opening: blink, mouth: mouth).map { point in
        Vector(cos(roll) * point.x - sin(roll) * point.y + sway, sin(roll) * point.x + cos(roll) * point.y)
      }
    }
    return LandmarkTrack(points: frames, framesPerSecond: 30)
  }

  static func landmarks(_ points: [Vector]) -> Landmarks {
    Landmarks(points.map { Point(x: $0.x, y: $0.y) })
  }

  /// - Parameter scale: of the noise; 1 is 0.6 % of the interocular distance.
  static func still(frames: Int, seed: UInt64, scale: Double = 1) -> LandmarkTrack {
    var noise = SeededNoise(seed: seed)
    let offsets = CommonNoise.frames(frames, shape: points(), from: &noise).map { $0.map { scale * $0 } }
    return LandmarkTrack(points: offsets.map { _ in points() }, framesPerSecond: 30).adding(offsets)
  }
}
