import Face
import Foundation

/// The 1€ filter (Casiez, Roussel and Vogel, "1€ Filter: a simple speed-based low-pass filter for noisy input in
/// interactive systems", 2012) on each landmark, with a cut-off that grows with the point's speed in the plane.
public struct OneEuroFilter {
  /// Cut-off of the filter on the speed, in Hz; the authors' choice.
  private static let speedCutoff = 1.0

  /// Cut-off at rest, in Hz.
  private let minCutoff: Double
  /// Growth of the cut-off, in Hz per landmark unit per second.
  private let beta: Double
  private var state: (seconds: Double, points: [SIMD2<Double>], speeds: [SIMD2<Double>])?

  public init(minCutoff: Double, beta: Double) {
    self.minCutoff = minCutoff
    self.beta = beta
  }

  public mutating func callAsFunction(_ landmarks: Landmarks, at seconds: Double) -> Landmarks {
    let reading = landmarks.vectors
    guard let before = state else {
      state = (seconds, reading, reading.map { _ in .zero })
      return landmarks
    }
    let elapsed = seconds - before.seconds
    var (points, speeds) = (before.points, before.speeds)
    for index in reading.indices {
      let change = reading[index] - points[index]
      speeds[index] += share(cutoff: Self.speedCutoff, elapsed) * (change / elapsed - speeds[index])
      let speed = (speeds[index] * speeds[index]).sum().squareRoot()
      points[index] += share(cutoff: minCutoff + beta * speed, elapsed) * change
    }
    state = (seconds, points, speeds)
    return Landmarks(vectors: points)
  }

  /// Weight of a new value in a first-order low-pass filter.
  private func share(cutoff: Double, _ elapsed: Double) -> Double {
    1 / (1 + 1 / (2 * .pi * cutoff * elapsed))
  }
}

extension Landmarks {
  init(vectors: [SIMD2<Double>]) {
    self.init(vectors.map { Point(x: $0.x, y: $0.y) })
  }

  var vectors: [SIMD2<Double>] { points.map { SIMD2($0.x, $0.y) } }
}

/// The 1€ filter (Casiez, Roussel and Vogel 2012) on independent values.
public struct OneEuroValues {
  /// Cut-off of the filter on the speed, in Hz; the authors' choice.
  private static let speedCutoff = 1.0

  /// Cut-off at rest in Hz, and its growth in Hz per unit per second.
  private let minCutoff: Double
  private let beta: Double
  private var state: (seconds: Double, values: [Double], speeds: [Double])?

  public init(minCutoff: Double, beta: Double) {
    self.minCutoff = minCutoff
    self.beta = beta
  }

  public mutating func callAsFunction(_ reading: [Double], at seconds: Double) -> [Double] {
    guard let before = state else {
      state = (seconds, reading, reading.map { _ in 0 })
      return reading
    }
    let elapsed = seconds - before.seconds
    func share(cutoff: Double) -> Double { 1 / (1 + 1 / (2 * .pi * cutoff * elapsed)) }
    var (values, speeds) = (before.values, before.speeds)
    for index in reading.indices {
      let change = reading[index] - values[index]
      speeds[index] += share(cutoff: Self.speedCutoff) * (change / elapsed - speeds[index])
      values[index] += share(cutoff: minCutoff + beta * abs(speeds[index])) * change
    }
    state = (seconds, values, speeds)
    return values
  }
}
