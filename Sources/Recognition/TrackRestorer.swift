import Face
import Networks
import Numerics

/// Lets flicker and lost pictures fade from the track of one face, picture by picture and without looking ahead.
public final class TrackRestorer {
  /// What was read of the face in a picture.
  public struct Reading: Equatable, Sendable {
    public var units: ActionUnits
    /// In pixels of the picture.
    public var landmarks: Landmarks
    /// Of the landmark network, 0…1.
    public var confidence: Double
    /// `Landmarks.lightLevel`.
    public var lightLevel: Double

    public init(units: ActionUnits, landmarks: Landmarks, confidence: Double, lightLevel: Double) {
      (self.units, self.landmarks) = (units, landmarks)
      (self.confidence, self.lightLevel) = (confidence, lightLevel)
    }
  }

  private let network: RestoringNetwork
  private let reference: ReferenceFace
  private let stream: DecayStream
  private var light = LightTrust()
  private var steady = SteadyFeatures()
  private var latest: Reading?

  /// - Parameter reference: of the reader that gave the units.
  public init(_ network: RestoringNetwork, reference: ReferenceFace) {
    self.network = network
    self.reference = reference
    stream = DecayStream(network.cell)
  }

  /// The restored units and landmarks of the next picture.
  ///
  /// - Parameters:
  ///   - reading: nil where the face was not found; then what is believed goes on from before.
  ///   - seconds: later than the picture before.
  /// - Returns: nil before the face was found for the first time.
  public func callAsFunction(_ reading: Reading?, at seconds: Double) -> (units: ActionUnits, landmarks: Landmarks)? {
    let trust = reading.map { light(level: $0.lightLevel, at: seconds) * LightTrust.trust(confidence: $0.confidence) }
    let isFirst = latest == nil
    latest = reading ?? latest
    guard let latest else { return nil }
    let offsets = keyOffsets(of: latest.landmarks)
    let features = network.normalised(latest.units.values + offsets)
    let steady = steady(features, trust: Float(trust ?? 0), at: seconds)
    let restored = restore(steady, trust: Float(trust ?? 0), at: seconds)
    // Nothing came before: the reading stands.
    if isFirst { return (latest.units, latest.landmarks) }
    let changes = zip(restored[ActionUnits.count...], offsets).map { $0 - $1 }
    return (
      ActionUnits(values: Array(restored[..<ActionUnits.count])).joined(),
      reference.moved(latest.landmarks, indices: Landmarks.keyIndices, by: changes)
    )
  }

  /// The restored features, (105), of the next picture, which comes in spreads from their centre.
  func restore(_ features: [Float], trust: Float, at seconds: Double) -> [Float] {
    let (state, believed) = stream(features, trust: features.map { _ in trust }, at: seconds)
    let input = Matrix(rows: 1, columns: state.count, values: state)
    let correction = network.output(input.view).values
    return zip(zip(believed, correction), zip(network.center, network.spread)).map {
      ($0.0 + $0.1) * $1.1 + $1.0
    }
  }

  private func keyOffsets(of landmarks: Landmarks) -> [Float] {
    let offsets = reference.offsets(of: landmarks)
    return Landmarks.keyIndices.flatMap { [offsets[2 * $0], offsets[2 * $0 + 1]] }
  }
}

extension ActionUnits {
  /// With the units that have halves as these halves' mean, which they are when they are read.
  fileprivate func joined() -> ActionUnits {
    var units = self
    for (left, right) in [(Half.lipCornerLeft, Half.lipCornerRight), (.dimpleLeft, .dimpleRight)] {
      units.values[left.unit.place] = (self[left] + self[right]) / 2
    }
    return units
  }
}
