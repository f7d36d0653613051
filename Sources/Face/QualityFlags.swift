/// Gathers how well a clip's face could be seen, picture by picture, and says what was amiss. Keeps only counts.
public struct QualityFlags: Sendable {
  /// Share of the pictures with the face in which a flag of the face must hold.
  private static let faceShare = 0.5
  /// Share of all pictures that must show more than one face.
  private static let severalShare = 0.2
  /// Pictures a second below which speech's fast movements fall between the pictures; what nominal 15 a second comes to in
  /// films counted in 1001ths lies just above.
  private static let leastRate = 14.9

  private var pictureCount = 0
  private var severalCount = 0
  private var seenCount = 0
  private var counts: [QualityFlag: Int] = [:]
  private var first: (number: Int, seconds: Double)?
  private var last: (number: Int, seconds: Double)?

  public init() {}

  /// Adds a picture that was looked at. Pictures come in order of time.
  ///
  /// - Parameters:
  ///   - quality: of the face that counts, or nil when it was not seen.
  ///   - faceCount: how many faces the picture shows.
  ///   - number: the picture's place among all pictures of the clip, those that were not looked at included
  ///     (`PictureFrame.number`): it tells how fast they come.
  ///   - seconds: the picture's time on the clip's clock.
  public mutating func add(_ quality: FaceQuality?, faceCount: Int, number: Int, seconds: Double) {
    pictureCount += 1
    if faceCount > 1 { severalCount += 1 }
    if let quality {
      seenCount += 1
      for flag in quality.flags { counts[flag, default: 0] += 1 }
    }
    first = first ?? (number, seconds)
    last = (number, seconds)
  }

  /// Pictures a second from the first to the last that was added; nil for a still.
  public var frameRate: Double? {
    guard let first, let last, last.number > first.number, last.seconds > first.seconds else { return nil }
    return Double(last.number - first.number) / (last.seconds - first.seconds)
  }

  /// What was amiss, in the order of `QualityFlag`.
  public var flags: [QualityFlag] {
    QualityFlag.allCases.filter { flag in
      switch flag {
      case .severalFaces: severalCount > 0 && Double(severalCount) >= Self.severalShare * Double(pictureCount)
      case .lowFrameRate: frameRate.map { $0 < Self.leastRate } ?? false
      default: seenCount > 0 && Double(counts[flag, default: 0]) >= Self.faceShare * Double(seenCount)
      }
    }
  }
}
