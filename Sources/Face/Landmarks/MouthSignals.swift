import Foundation
import Numerics

/// Movement of the mouth in speech.
public enum MouthMovement {
  /// Columns of the signal.
  public static let columns = 2
  private static let mouth = 48...67
  /// Indices of AU25 and AU26.
  private static let opening = [ActionUnit.au25, .au26].map { ActionUnit.allCases.firstIndex(of: $0)! }
  private static let noseTip = 30

  /// Returns one row per frame, (frames, 2): how far the mouth is open (`Landmarks.mouthOpening`), and the mean speed
  /// of its points relative to the tip of the nose since the previous frame, in interocular distances per second.
  public static func signal(_ frames: [(seconds: Double, landmarks: Landmarks)]) -> Matrix {
    let signal = Matrix(rows: frames.count, columns: columns)
    for (index, frame) in frames.enumerated() {
      signal[index, 0] = Float(frame.landmarks.mouthOpening)
      if index > 0 { signal[index, 1] = Float(speed(from: frames[index - 1], to: frame)) }
    }
    if frames.count > 1 { signal[0, 1] = signal[1, 1] }
    return signal
  }

  private static func speed(
    from before: (seconds: Double, landmarks: Landmarks),
    to after: (seconds: Double, landmarks: Landmarks)
  ) -> Double {
    let elapsed = after.seconds - before.seconds
    guard elapsed > 0 else { return 0 }
    let (start, end) = (relativeMouth(before.landmarks), relativeMouth(after.landmarks))
    return zip(start, end).reduce(0) { $0 + $1.0.distance(to: $1.1) } / Double(start.count) / elapsed
  }

  private static func relativeMouth(_ landmarks: Landmarks) -> [Point] {
    let (tip, unit) = (landmarks.points[noseTip], max(landmarks.interocularDistance, 1e-6))
    return mouth.map {
      Point(x: (landmarks.points[$0].x - tip.x) / unit, y: (landmarks.points[$0].y - tip.y) / unit)
    }
  }

  /// The columns of `signal(_:)` from action units, for lack of landmarks, (frames, 2): lips part (AU25) plus jaw drop
  /// (AU26), and the rate at which this changes, per second. The signals are standardised before they are compared, so
  /// the unit does not matter.
  ///
  /// - Parameter frames: time, and intensities in the order of `ActionUnit`.
  public static func signal(units frames: [(seconds: Double, intensities: ArraySlice<Float>)]) -> Matrix {
    let signal = Matrix(rows: frames.count, columns: columns)
    for (index, frame) in frames.enumerated() {
      signal[index, 0] = opening.reduce(0) { $0 + frame.intensities[frame.intensities.startIndex + $1] }
      guard index > 0 else { continue }
      let elapsed = frame.seconds - frames[index - 1].seconds
      signal[index, 1] = elapsed > 0 ? abs(signal[index, 0] - signal[index - 1, 0]) / Float(elapsed) : 0
    }
    if frames.count > 1 { signal[0, 1] = signal[1, 1] }
    return signal
  }
}

/// Shape of the mouth, for active speaker detection.
public enum MouthShape {
  /// Columns of the signal.
  public static let columns = 5
  private static let noseTip = 30
  private static let innerLips = [(61, 67), (62, 66), (63, 65)]
  private static let outerLips = [(50, 58), (51, 57), (52, 56)]
  private static let corners = (48, 54)

  /// Returns one row per frame, (frames, 5), in interocular distances: the gap of the inner lips, the height of the
  /// outer lips, the distance of the mouth corners, and how far the upper and the lower lip lie below the tip of the
  /// nose, perpendicular to the line between the eyes.
  public static func signal(_ frames: some Collection<Landmarks>) -> Matrix {
    Matrix(rows: frames.count, columns: columns, values: frames.flatMap(shape))
  }

  private static func shape(_ landmarks: Landmarks) -> [Float] {
    let (points, roll) = (landmarks.points, landmarks.roll)
    func meanGap(_ pairs: [(Int, Int)]) -> Double {
      pairs.reduce(0) { $0 + points[$1.0].distance(to: points[$1.1]) } / Double(pairs.count)
    }
    func depth(_ members: [Int]) -> Double {
      let middle = Point.mean(members.map { points[$0] })
      return (middle.y - points[noseTip].y) * cos(roll) - (middle.x - points[noseTip].x) * sin(roll)
    }
    let lengths = [
      meanGap(innerLips), meanGap(outerLips), meanGap([corners]), depth(outerLips.map(\.0)), depth(outerLips.map(\.1)),
    ]
    let unit = max(landmarks.interocularDistance, 1e-6)
    return lengths.map { Float($0 / unit) }
  }
}
