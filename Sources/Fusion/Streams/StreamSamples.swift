import Networks
import Numerics

/// What may be known of a stream's samples: its embedding (how a face looks), how strongly a face's action units are seen, and
/// which of them are there at all. A voice has the first, a picture of a face the first two, a table the last two.
public struct FeatureGroups: OptionSet, Sendable {
  public let rawValue: UInt8

  public init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  public static let appearance = FeatureGroups(rawValue: 1)
  public static let intensities = FeatureGroups(rawValue: 2)
  public static let presences = FeatureGroups(rawValue: 4)
  public static let all: FeatureGroups = [.appearance, .intensities, .presences]
  /// Whether a picture shows the face; a table's units are on another scale than those that pictures tell.
  public var isFromVideo: Bool { contains(.appearance) }
}

/// A face's action units in a row of `StreamSamples.units`: 17 intensities, then 18 presences, in OpenFace's order.
public enum FaceUnits {
  public static let intensityCount = 17
  public static let presenceCount = 18
  public static let count = intensityCount + presenceCount
}

/// A stream through the samples of a window: its embeddings and, of a face, its action units, as far as either is known.
public struct StreamSamples {
  /// The encoder's output, (samples, width); zeros where it is not known.
  public let embeddings: Matrix
  /// (samples, 35): intensities on the scale 0…5 and presences, 0 or 1; zeros where they are not known. A stream without
  /// action units has no columns.
  public let units: Matrix
  /// How far each sample is to be trusted, 0…1.
  public let trust: [Float]
  /// When each sample was, in seconds, ascending.
  public let seconds: [Double]
  public let known: FeatureGroups

  public init(embeddings: Matrix, units: Matrix, trust: [Float], seconds: [Double], known: FeatureGroups) {
    precondition(
      units.rows == embeddings.rows && trust.count == embeddings.rows && seconds.count == embeddings.rows,
      "\(embeddings.rows) embeddings, \(units.rows) rows of units, \(trust.count) trusts, \(seconds.count) times"
    )
    precondition(units.columns == FaceUnits.count || units.columns == 0, "\(units.columns) units a frame")
    self.embeddings = embeddings
    self.units = units
    self.trust = trust
    self.seconds = seconds
    self.known = known
  }

  /// Samples of which only the embeddings are known, all of them trusted.
  public init(embeddings: Matrix, seconds: [Double]) {
    self.init(
      embeddings: embeddings,
      units: Matrix(rows: embeddings.rows, columns: FaceUnits.count),
      trust: [Float](repeating: 1, count: embeddings.rows),
      seconds: seconds,
      known: .appearance
    )
  }

  /// No sample, of embeddings of a width.
  public static func none(width: Int) -> StreamSamples {
    StreamSamples(embeddings: Matrix(rows: 0, columns: width), seconds: [])
  }

  public var count: Int { seconds.count }

  /// Less of what is known.
  public func knowing(_ groups: FeatureGroups) -> StreamSamples {
    StreamSamples(
      embeddings: embeddings,
      units: units,
      trust: trust,
      seconds: seconds,
      known: known.intersection(groups)
    )
  }

  /// These samples, in their order.
  public func selecting(_ samples: [Int]) -> StreamSamples {
    StreamSamples(
      embeddings: embeddings.selecting(rows: samples, on: nil),
      units: units.selecting(rows: samples, on: nil),
      trust: samples.map { trust[$0] },
      seconds: samples.map { seconds[$0] },
      known: known
    )
  }

  /// The units as a `GRUDCell` takes them; what is not known is not trusted.
  var series: TrustedSeries {
    let trusts = Matrix(rows: count, columns: FaceUnits.count)
    for (sample, trust) in trust.enumerated() {
      let row = trusts.row(sample)
      if known.contains(.intensities) { row[..<FaceUnits.intensityCount].update(repeating: trust) }
      if known.contains(.presences) { row[FaceUnits.intensityCount...].update(repeating: trust) }
    }
    return TrustedSeries(values: units, trust: trusts, seconds: seconds)
  }

  /// Whether any unit is known.
  var hasUnits: Bool { !known.isDisjoint(with: [.intensities, .presences]) }
}
