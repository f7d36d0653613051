import Networks
import Numerics

/// The feature groups of a stream's samples: embedding (appearance), intensities of a face's action units, and their
/// presences. A voice has the first, a face in video the first two, a face table the last two.
public struct FeatureGroups: OptionSet, Sendable {
  public let rawValue: UInt8

  public init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  public static let appearance = FeatureGroups(rawValue: 1)
  public static let intensities = FeatureGroups(rawValue: 2)
  public static let presences = FeatureGroups(rawValue: 4)
  public static let all: FeatureGroups = [.appearance, .intensities, .presences]
  /// Whether the face is seen in video. The action units of a table are on another scale than those read from video.
  public var isFromVideo: Bool { contains(.appearance) }
}

/// The action units in a row of `StreamSamples.units`: 17 intensities, then 18 presences, in OpenFace's order.
public enum FaceUnits {
  public static let intensityCount = 17
  public static let presenceCount = 18
  public static let count = intensityCount + presenceCount
}

/// The samples of a stream in a window: embeddings and, for a face, action units, as far as they are known.
public struct StreamSamples {
  /// The encoder's output, (samples, width); zeros if unknown.
  public let embeddings: Matrix
  /// (samples, 35): intensities on the scale 0…5, then presences, 0 or 1; zeros if unknown. A stream without action
  /// units has no columns.
  public let units: Matrix
  /// The trust in each sample, 0…1.
  public let trust: [Float]
  /// The time of each sample in seconds, ascending.
  public let seconds: [Double]
  public let known: FeatureGroups

  public init(embeddings: Matrix, units: Matrix, trust: [Float], seconds: [Double], known: FeatureGroups) {
    precondition(
      units.rows == embeddings.rows && trust.count == embeddings.rows && seconds.count == embeddings.rows,
      "\(embeddings.rows) embeddings, \(units.rows) rows of units, \(trust.count) trusts, \(seconds.count) times"
    )
    precondition(units.columns == FaceUnits.count || units.columns == 0, "\(units.columns) units per sample")
    self.embeddings = embeddings
    self.units = units
    self.trust = trust
    self.seconds = seconds
    self.known = known
  }

  /// Fully trusted samples with embeddings only.
  public init(embeddings: Matrix, seconds: [Double]) {
    self.init(
      embeddings: embeddings,
      units: Matrix(rows: embeddings.rows, columns: FaceUnits.count),
      trust: [Float](repeating: 1, count: embeddings.rows),
      seconds: seconds,
      known: .appearance
    )
  }

  /// No samples, for embeddings of a given width.
  public static func none(width: Int) -> StreamSamples {
    StreamSamples(embeddings: Matrix(rows: 0, columns: width), seconds: [])
  }

  public var count: Int { seconds.count }

  /// Returns the samples with only these groups known.
  public func restricted(to groups: FeatureGroups) -> StreamSamples {
    StreamSamples(
      embeddings: embeddings,
      units: units,
      trust: trust,
      seconds: seconds,
      known: known.intersection(groups)
    )
  }

  /// Returns the samples at these indices, in their order.
  public func selecting(_ samples: [Int]) -> StreamSamples {
    StreamSamples(
      embeddings: embeddings.selecting(rows: samples, on: nil),
      units: units.selecting(rows: samples, on: nil),
      trust: samples.map { trust[$0] },
      seconds: samples.map { seconds[$0] },
      known: known
    )
  }

  /// The action units as input of a `GRUDCell`, with trust 0 for unknown ones.
  var series: TrustedSeries {
    let trusts = Matrix(rows: count, columns: FaceUnits.count)
    for (sample, trust) in trust.enumerated() {
      let row = trusts.row(sample)
      if known.contains(.intensities) { row[..<FaceUnits.intensityCount].update(repeating: trust) }
      if known.contains(.presences) { row[FaceUnits.intensityCount...].update(repeating: trust) }
    }
    return TrustedSeries(values: units, trust: trusts, seconds: seconds)
  }

  /// Whether any action unit is known.
  var hasUnits: Bool { !known.isDisjoint(with: [.intensities, .presences]) }
}
