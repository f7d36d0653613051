import Numerics

/// How a mouth moves while its owner speaks.
public enum MouthMovement {
  /// Columns of the signal.
  public static let columns = 2
  private static let mouth = 48...67
  private static let noseTip = 30

  /// One row for each picture, (pictures, 2): how far the mouth is open (`Landmarks.mouthOpening`), and the mean speed of
  /// its points against the tip of the nose since the picture before, in eye distances a second.
  public static func signal(_ pictures: [(seconds: Double, landmarks: Landmarks)]) -> Matrix {
    let signal = Matrix(rows: pictures.count, columns: columns)
    for (index, picture) in pictures.enumerated() {
      signal[index, 0] = Float(picture.landmarks.mouthOpening)
      if index > 0 { signal[index, 1] = Float(speed(from: pictures[index - 1], to: picture)) }
    }
    if pictures.count > 1 { signal[0, 1] = signal[1, 1] }
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
}
