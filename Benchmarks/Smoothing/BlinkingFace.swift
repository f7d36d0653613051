/// A face that keeps still but for blinks and short movements of the lower lip.
public enum BlinkingFace {
  private static let lids = [(37, 41), (38, 40), (43, 47), (44, 46)]
  /// Landmarks of the lower lip and the chin, and how far each follows.
  private static let lip = [
    (7, 0.4), (8, 0.5), (9, 0.4), (55, 0.4), (56, 0.8), (57, 1), (58, 0.8), (59, 0.4), (65, 0.7), (66, 1), (67, 0.7),
  ]
  /// Percent of the inter-ocular distance.
  private static let lipMovement = 5.0
  /// From the beginning to the end. Seconds.
  private static let blinkSeconds = 0.15
  private static let lipSeconds = 0.24

  /// - Parameter face: (68), in percent of the inter-ocular distance.
  public static func track(of face: [SIMD2<Double>], pictures: Int, framesPerSecond: Double) -> LandmarkTrack {
    let points = (0..<pictures).map { index in
      let time = Double(index) / framesPerSecond
      let closing = pulse(time, every: 1.37, seconds: blinkSeconds)
      let hanging = pulse(time - 0.6, every: 1.37, seconds: lipSeconds)
      var picture = face
      for (upper, lower) in lids {
        let gap = face[lower] - face[upper]
        picture[upper] += 0.8 * closing * gap
        picture[lower] -= 0.1 * closing * gap
      }
      for (point, share) in lip { picture[point].y += share * lipMovement * hanging }
      return picture
    }
    return LandmarkTrack(points: points, framesPerSecond: framesPerSecond)
  }

  /// A triangle from 0 to 1 and back, again and again.
  private static func pulse(_ time: Double, every period: Double, seconds: Double) -> Double {
    let place = time - period * (time / period).rounded()
    return max(0, 1 - abs(place) / (seconds / 2))
  }
}
