import Foundation

/// Steadies the landmarks of a face from frame to frame, without looking ahead.
///
/// What a reading changes is split into the head's motion and what each part of the face does by itself
/// (`FaceMotion`). Each of these has a gain of its own, as a Kalman filter has: while nothing moves, the gain falls as in
/// the mean of ever more readings, 1/2, 1/3 and so on. The changes of a part, averaged over 0.1 s and squared over all its
/// points, are held against the noise of the readings (`LandmarkNoise`); what exceeds it by far is motion, and opens the
/// gain as far as the Stein estimator would, 1 − threshold / evidence. Noise that alternates averages out, motion adds
/// up, so that fast movements pass as they are. The aim is that of the 1€ filter (Casiez, Roussel and Vogel 2012), which
/// judges by the speed of each point alone.
public struct LandmarkSmoother: Sendable {
  /// Over how long changes are averaged before they are judged. Seconds.
  private static let judgingSeconds = 0.1
  /// The memory of a part that does not move. Seconds.
  private static let stillSeconds = 1.5
  /// How much more easily a part is taken to move when it just did, and how long it takes until that fades. Seconds.
  private static let alertness = 5.0
  private static let alertSeconds = 0.3
  /// After a longer gap the face is a new one. Seconds.
  private static let longestGap = 1.0

  /// How many times the energy of averaged noise counts as motion.
  package static let shippedThreshold = 8.0
  private let threshold: Double
  private var noise = LandmarkNoise()
  private var state: State?

  public init() {
    self.init(threshold: Self.shippedThreshold)
  }

  /// A higher threshold makes the landmarks steadier and later.
  package init(threshold: Double) {
    self.threshold = threshold
  }

  private struct State {
    var seconds: Double
    var smoothed: FaceMotion.Field
    /// The averaged changes that the smoothed landmarks have not followed yet.
    var pending = FaceMotion.still
    var gains = [Double](repeating: 1, count: FaceMotion.count)
    /// 1 when a part just moved, falling to 0.
    var alert = [Double](repeating: 0, count: FaceMotion.count)
  }

  /// Forgets the face, after a loss or a cut.
  public mutating func reset() {
    state = nil
    noise = LandmarkNoise()
  }

  /// The smoothed landmarks, in the unit of the readings. Readings come in order of time, however far apart; when time
  /// does not go on, or goes on by more than a second, smoothing begins anew.
  public mutating func callAsFunction(_ landmarks: Landmarks, at seconds: Double) -> Landmarks {
    let reading = landmarks.points.map { FaceMotion.Vector($0.x, $0.y) }
    guard var state, case let elapsed = seconds - state.seconds, elapsed > 0, elapsed <= Self.longestGap else {
      reset()
      noise.observe(reading, after: 0, motion: FaceMotion(shape: reading))
      state = State(seconds: seconds, smoothed: reading)
      return landmarks
    }
    let motion = FaceMotion(shape: state.smoothed)
    noise.observe(reading, after: elapsed, motion: motion)
    follow(reading, after: elapsed, motion: motion, in: &state)
    state.seconds = seconds
    self.state = state
    return Landmarks(state.smoothed.map { Point(x: $0.x, y: $0.y) })
  }

  private func follow(_ reading: FaceMotion.Field, after elapsed: Double, motion: FaceMotion, in state: inout State) {
    let share = 1 - exp(-elapsed / Self.judgingSeconds)
    let change = zip(reading, state.smoothed).map { $0 - $1 }
    let pending = motion.split(zip(state.pending, change).map { $0 + share * ($1 - $0) })
    let energies = pending.energies
    let minGain = 1 - exp(-elapsed / Self.stillSeconds)
    let fading = exp(-elapsed / Self.alertSeconds)
    for part in 0..<FaceMotion.count {
      // White noise averaged this way keeps share / (2 − share) of its variance.
      let expected = noise.level(part) * share / (2 - share)
      let evidence = energies[part] / expected * (1 + Self.alertness * state.alert[part])
      let opening = max(0, 1 - threshold / evidence)
      state.alert[part] = max(fading * state.alert[part], opening)
      let still = max(state.gains[part] / (1 + state.gains[part]), minGain)
      state.gains[part] = still + (1 - still) * opening
    }
    let step = motion.split(change).weighted(by: state.gains)
    state.pending = pending.weighted(by: state.gains.map { 1 - $0 })
    state.smoothed = zip(state.smoothed, step).map { $0 + $1 }
  }
}
