import Foundation

/// Smooths the landmarks of a face from frame to frame, without look-ahead.
///
/// A change is split into the head's motion and the motion of each part of the face (`FaceMotion`). Each has its own
/// gain, as in a Kalman filter: while nothing moves, the gain falls as in a running mean, 1/2, 1/3 and so on. The
/// changes of a part, averaged over 0.1 s and squared over all its points, are compared with the noise of the readings
/// (`LandmarkNoise`); what exceeds it by far is motion, and opens the gain as far as the Stein estimator would,
/// 1 − threshold / evidence. Alternating noise averages out and motion adds up, so that fast movements pass unchanged.
/// The aim is that of the 1€ filter (Casiez, Roussel and Vogel 2012), which judges by the speed of each point alone.
public struct LandmarkSmoother: Sendable {
  /// Time constant for averaging changes before they are judged, in seconds.
  private static let averagingSeconds = 0.1
  /// Memory of a part at rest, in seconds.
  private static let stillSeconds = 1.5
  /// How much more easily a part counts as moving just after it moved, and the time constant for this to fade, in
  /// seconds.
  private static let motionBoost = 5.0
  private static let motionMemorySeconds = 0.3
  /// After a longer gap the face is a new one. In seconds.
  private static let maxGap = 1.0

  /// Multiple of the averaged noise's energy that counts as motion.
  package static let defaultThreshold = 8.0
  private let threshold: Double
  private var noise = LandmarkNoise()
  private var state: State?

  public init() {
    self.init(threshold: Self.defaultThreshold)
  }

  /// A higher threshold gives steadier landmarks and more lag.
  package init(threshold: Double) {
    self.threshold = threshold
  }

  private struct State {
    var seconds: Double
    var smoothed: FaceMotion.Field
    /// Averaged changes that the smoothed landmarks have not followed yet.
    var pending = FaceMotion.still
    var gains = [Double](repeating: 1, count: FaceMotion.count)
    /// 1 when a part just moved, decaying to 0.
    var motionMemory = [Double](repeating: 0, count: FaceMotion.count)
  }

  /// Forgets the face, after a loss or a cut.
  public mutating func reset() {
    state = nil
    noise = LandmarkNoise()
  }

  /// Returns the smoothed landmarks, in the unit of the readings. Readings come in order of time, at any interval.
  /// Smoothing restarts when time does not advance, or advances by more than a second.
  public mutating func callAsFunction(_ landmarks: Landmarks, at seconds: Double) -> Landmarks {
    let reading = landmarks.points.map { FaceMotion.Vector($0.x, $0.y) }
    guard var state, case let elapsed = seconds - state.seconds, elapsed > 0, elapsed <= Self.maxGap else {
      reset()
      noise.observe(reading, after: 0, motion: FaceMotion(shape: reading))
      state = State(seconds: seconds, smoothed: reading)
      return landmarks
    }
    let motion = FaceMotion(shape: state.smoothed)
    noise.observe(reading, after: elapsed, motion: motion)
    update(reading, after: elapsed, motion: motion, in: &state)
    state.seconds = seconds
    self.state = state
    return Landmarks(state.smoothed.map { Point(x: $0.x, y: $0.y) })
  }

  private func update(_ reading: FaceMotion.Field, after elapsed: Double, motion: FaceMotion, in state: inout State) {
    let share = 1 - exp(-elapsed / Self.averagingSeconds)
    let change = zip(reading, state.smoothed).map { $0 - $1 }
    let pending = motion.split(zip(state.pending, change).map { $0 + share * ($1 - $0) })
    let energies = pending.energies
    let minGain = 1 - exp(-elapsed / Self.stillSeconds)
    let decay = exp(-elapsed / Self.motionMemorySeconds)
    for part in 0..<FaceMotion.count {
      // White noise averaged this way keeps share / (2 − share) of its variance.
      let expected = noise.level(part) * share / (2 - share)
      let evidence = energies[part] / expected * (1 + Self.motionBoost * state.motionMemory[part])
      let gainIncrease = max(0, 1 - threshold / evidence)
      state.motionMemory[part] = max(decay * state.motionMemory[part], gainIncrease)
      let restGain = max(state.gains[part] / (1 + state.gains[part]), minGain)
      state.gains[part] = restGain + (1 - restGain) * gainIncrease
    }
    let step = motion.split(change).weighted(by: state.gains)
    state.pending = pending.weighted(by: state.gains.map { 1 - $0 })
    state.smoothed = zip(state.smoothed, step).map { $0 + $1 }
  }
}
