import Networks
import Numerics

/// A face through the frames of a window: how it looks and what its action units do, as far as either is known.
public struct FaceFrames {
  /// Action units' intensities, and their presences, in a row of `units`.
  public static let intensityCount = 17
  public static let presenceCount = 18
  public static let unitCount = intensityCount + presenceCount

  /// The face encoder's output, (frames, 512); zeros where no picture shows the face.
  public let embeddings: Matrix
  /// (frames, 35): 17 intensities on the scale 0…5 and 18 presences, 0 or 1, in OpenFace's order; zeros where they are not
  /// known.
  public let units: Matrix
  /// How far each frame is to be trusted, 0…1.
  public let trust: [Float]
  /// When each frame was, in seconds, ascending.
  public let seconds: [Double]
  public let known: FaceGroups

  public init(embeddings: Matrix, units: Matrix, trust: [Float], seconds: [Double], known: FaceGroups) {
    precondition(
      units.rows == embeddings.rows && trust.count == embeddings.rows && seconds.count == embeddings.rows,
      "\(embeddings.rows) embeddings, \(units.rows) rows of units, \(trust.count) trusts, \(seconds.count) times"
    )
    precondition(units.columns == Self.unitCount, "\(units.columns) units a frame")
    self.embeddings = embeddings
    self.units = units
    self.trust = trust
    self.seconds = seconds
    self.known = known
  }

  /// Frames of which only the looks are known, all of them trusted.
  public init(embeddings: Matrix, seconds: [Double]) {
    self.init(
      embeddings: embeddings,
      units: Matrix(rows: embeddings.rows, columns: Self.unitCount),
      trust: [Float](repeating: 1, count: embeddings.rows),
      seconds: seconds,
      known: .appearance
    )
  }

  public static let none = FaceFrames(embeddings: Matrix(rows: 0, columns: FaceHead.width), seconds: [])

  public var count: Int { seconds.count }

  /// Less of what is known.
  public func knowing(_ groups: FaceGroups) -> FaceFrames {
    FaceFrames(embeddings: embeddings, units: units, trust: trust, seconds: seconds, known: known.intersection(groups))
  }

  /// These frames, in their order.
  public func selecting(_ frames: [Int]) -> FaceFrames {
    FaceFrames(
      embeddings: embeddings.selecting(rows: frames, on: nil),
      units: units.selecting(rows: frames, on: nil),
      trust: frames.map { trust[$0] },
      seconds: frames.map { seconds[$0] },
      known: known
    )
  }

  /// The units as a `DecayCell` takes them; what is not known is not trusted.
  var series: TrustedSeries {
    let trusts = Matrix(rows: count, columns: Self.unitCount)
    for (frame, trust) in trust.enumerated() {
      let row = trusts.row(frame)
      if known.contains(.intensities) { row[..<Self.intensityCount].update(repeating: trust) }
      if known.contains(.presences) { row[Self.intensityCount...].update(repeating: trust) }
    }
    return TrustedSeries(values: units, trust: trusts, seconds: seconds)
  }

  /// Whether any unit is known.
  var hasUnits: Bool { !known.isDisjoint(with: [.intensities, .presences]) }
}

// A matrix of no rows is never written.
extension FaceFrames: @unchecked Sendable {}
