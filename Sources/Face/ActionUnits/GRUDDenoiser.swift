import Foundation
import Networks
import Numerics

/// The network that denoises a face's action units and landmarks: a GRU-D cell, and a linear layer that corrects the
/// values it imputes.
///
/// Features, (105): the 17 action units and 4 halves as read, then the offsets x, y of the 42 key points from the
/// reference face. Internally they are normalised by `center` and `spread`.
public struct DenoisingNetwork {
  static let width = ActionUnits.count + 2 * Landmarks.keyIndices.count
  static let size = 64

  let cell: GRUDCell
  let output: Linear
  /// (105)
  let center: [Float]
  let spread: [Float]

  /// Reads the weights (`Recipes/decay`). Throws `SafeTensorsError`.
  public init(weights file: SafeTensors) throws {
    cell = GRUDCell(weights: try GRUDWeights("cell", in: file, inputs: Self.width, size: Self.size))
    output = try Linear("output", in: file, inputs: Self.size, outputs: Self.width)
    center = try file.floats("center", shape: [Self.width])
    spread = try file.floats("spread", shape: [Self.width])
  }

  /// Returns the features normalised by `center` and `spread`.
  func normalised(_ features: [Float]) -> [Float] {
    zip(features, zip(center, spread)).map { ($0 - $1.0) / $1.1 }
  }
}

/// Removes flicker and bridges lost frames in the track of one face, frame by frame and without look-ahead.
public final class GRUDDenoiser {
  /// A face's reading in one frame.
  public struct Reading: Equatable, Sendable {
    public var units: ActionUnits
    /// In pixels of the frame.
    public var landmarks: Landmarks
    /// The landmark network's confidence, 0…1.
    public var confidence: Double
    /// `Landmarks.lightLevel`.
    public var lightLevel: Double

    public init(units: ActionUnits, landmarks: Landmarks, confidence: Double, lightLevel: Double) {
      (self.units, self.landmarks) = (units, landmarks)
      (self.confidence, self.lightLevel) = (confidence, lightLevel)
    }
  }

  private let network: DenoisingNetwork
  private let reference: ReferenceFace
  private let stream: GRUDStream
  private var light = LightTrust()
  private var lowPass = AdaptiveLowPass()
  private var latest: Reading?
  /// How covered the regions look, averaged over `coverSeconds`, and when.
  private var cover: (values: [Float], seconds: Double)?
  private static let coverSeconds = 0.3

  /// - Parameter reference: that of the `ActionUnitReader` that read the units.
  public init(_ network: DenoisingNetwork, reference: ReferenceFace) {
    self.network = network
    self.reference = reference
    stream = GRUDStream(network.cell)
  }

  /// Returns the denoised units of the next frame.
  ///
  /// - Parameters:
  ///   - reading: nil if no face was found; the values are then imputed from the past.
  ///   - seconds: later than the previous frame.
  /// - Returns: Nil before the first face.
  public func units(of reading: Reading?, at seconds: Double) -> ActionUnits? {
    step(reading, at: seconds)?.units
  }

  /// Returns the denoised units and landmarks of the next frame; parameters and result as in `units`.
  public func callAsFunction(_ reading: Reading?, at seconds: Double) -> (units: ActionUnits, landmarks: Landmarks)? {
    guard let step = step(reading, at: seconds) else { return nil }
    // The first reading stands as it is.
    guard let denoised = step.offsets else { return (step.units, step.latest.landmarks) }
    let changes = zip(denoised, keyOffsets(of: step.latest.landmarks)).map { $0 - $1 }
    return (step.units, reference.moved(step.latest.landmarks, indices: Landmarks.keyIndices, by: changes))
  }

  /// Processes a frame. Returns the units, and the denoised offsets of the key points, nil for the first frame.
  private func step(
    _ reading: Reading?,
    at seconds: Double
  ) -> (units: ActionUnits, offsets: ArraySlice<Float>?, latest: Reading)? {
    let trust = reading.map { light(level: $0.lightLevel, at: seconds) * LightTrust.trust(confidence: $0.confidence) }
    let isFirst = latest == nil
    latest = reading ?? latest
    guard var latest else { return nil }
    latest.units.cover = averagedCover(latest.units.cover, at: seconds)
    let features = network.normalised(latest.units.values + keyOffsets(of: latest.landmarks))
    let smoothed = lowPass(features, trust: Float(trust ?? 0), at: seconds)
    let units = latest.units
    let trusts = features.indices.map { index in
      index < ActionUnits.count && units.isHidden(at: index) ? 0 : Float(trust ?? 0)
    }
    let denoised = denoise(smoothed, trust: trusts, at: seconds)
    if isFirst { return (units, nil, latest) }
    let restored = ActionUnits(values: Array(denoised[..<ActionUnits.count]), cover: units.cover).joined()
    return (restored, denoised[ActionUnits.count...], latest)
  }

  /// Returns how covered the regions look on average, so that one frame's error hides none.
  private func averagedCover(_ latest: [Float], at seconds: Double) -> [Float] {
    let share = cover.map { Float(1 - exp(-(seconds - $0.seconds) / Self.coverSeconds)) } ?? 1
    let values = zip(cover?.values ?? latest, latest).map { $0 + share * ($1 - $0) }
    cover = (values, seconds)
    return values
  }

  /// Returns the denoised features, (105), of the next frame, whose features must be normalised.
  ///
  /// - Parameter trust: of each feature, 0…1.
  func denoise(_ features: [Float], trust: [Float], at seconds: Double) -> [Float] {
    let (state, imputed) = stream(features, trust: trust, at: seconds)
    let input = Matrix(rows: 1, columns: state.count, values: state)
    let correction = network.output(input.view).values
    return zip(zip(imputed, correction), zip(network.center, network.spread)).map {
      ($0.0 + $0.1) * $1.1 + $1.0
    }
  }

  private func keyOffsets(of landmarks: Landmarks) -> [Float] {
    let offsets = reference.offsets(of: landmarks)
    return Landmarks.keyIndices.flatMap { [offsets[2 * $0], offsets[2 * $0 + 1]] }
  }
}

extension ActionUnits {
  /// Sets the units that have halves to the mean of their halves, as when they are read.
  fileprivate func joined() -> ActionUnits {
    var units = self
    for (left, right) in [(Half.lipCornerLeft, Half.lipCornerRight), (.dimpleLeft, .dimpleRight)] {
      units.values[left.unit.index] = (self[left] + self[right]) / 2
    }
    return units
  }
}
