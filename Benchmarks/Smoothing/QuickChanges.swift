/// Where an opening of the face changes within fractions of a second: it differs from its median over 0.6 s.
struct QuickChanges {
  private static let halfWindowSeconds = 0.3

  private let pairs: [(Int, Int)]
  /// Pictures and the difference in them.
  private let changes: [(index: Int, change: Double)]

  /// - Parameters:
  ///   - pairs: the landmarks whose mean distance is the opening.
  ///   - least: the smallest difference that counts, in percent of the inter-ocular distance.
  init(of track: LandmarkTrack, pairs: [(Int, Int)], least: Double) {
    self.pairs = pairs
    changes = Self.differences(track, pairs).enumerated().filter { abs($0.element) > least }.map {
      ($0.offset, $0.element)
    }
  }

  /// How much of the true changes is left in the smoothed tracks: the slope of the line through zero.
  static func kept(_ pairs: [(QuickChanges, LandmarkTrack)]) -> Double {
    var (products, squares) = (0.0, 0.0)
    for (truth, track) in pairs {
      let differences = differences(track, truth.pairs)
      for (index, change) in truth.changes {
        products += differences[index] * change
        squares += change * change
      }
    }
    return squares > 0 ? products / squares : 1
  }

  private static func differences(_ track: LandmarkTrack, _ pairs: [(Int, Int)]) -> [Double] {
    let openings = track.points.map { picture in
      pairs.reduce(0) { sum, pair in
        let gap = picture[pair.0] - picture[pair.1]
        return sum + (gap * gap).sum().squareRoot()
      } / Double(pairs.count)
    }
    let half = Int(halfWindowSeconds * track.framesPerSecond)
    return openings.indices.map { index in
      let window = openings[max(0, index - half)...min(openings.count - 1, index + half)].sorted()
      return openings[index] - window[window.count / 2]
    }
  }
}
