import CKernels
import Numerics

/// Divides a stream of sound at its pauses.
///
/// A pause is the quietest moment within 2 s on either side, so where it is depends on the sound around it alone: a
/// recording that begins elsewhere is soon divided at the same places. Where there is none for 27 s, as in silence or
/// steady noise, the quietest moment of the later half has to do.
struct PauseFinder {
  /// Moments on either side in which none is as quiet; also those of the shortest part.
  private static let reach = moments(2)
  /// Moments of the longest part but the last, which is up to 2.2 s longer and must fit into a block.
  private static let longest = moments(27)
  /// Weights of the energies of neighbouring moments in a level, so that a pause is not the closure of a plosive: a Hann
  /// window.
  private static let weights = [0.146, 0.5, 0.854, 1, 0.854, 0.5, 0.146]

  /// The samples of the moment that is not complete.
  private var samples: [Float] = []
  /// The energies of the moments around the next level; none before the sound.
  private var energies = [Double](repeating: 0, count: weights.count / 2)
  /// The levels of the moments from `start` on.
  private var levels: [Double] = []
  private var start = 0
  /// The moment to decide about next, and the last end.
  private var candidate = reach
  private var end = 0

  /// Appends samples at 16 kHz and returns the ends of parts known since the last call, in samples of the sound: multiples
  /// of a moment, with at least 2 s behind them. The sound's own end is not among them.
  mutating func append(_ more: [Float]) -> [Int] {
    measure(more)
    var ends: [Int] = []
    while candidate + Self.reach < start + levels.count {
      if candidate - end >= Self.reach, isPause(candidate) {
        end = candidate
        ends.append(end)
      } else if candidate - end == Self.longest {
        end = quietest(in: end + Self.longest / 2...candidate)
        ends.append(end)
      }
      candidate += 1
    }
    let needed = max(start, min(candidate - Self.reach, end + Self.longest / 2))
    levels.removeFirst(needed - start)
    start = needed
    return ends.map { $0 * StateBlocks.samplesPerMoment }
  }

  /// Adds the levels that more samples complete.
  private mutating func measure(_ more: [Float]) {
    samples += more
    let size = StateBlocks.samplesPerMoment
    let count = samples.count / size
    samples.withUnsafeBufferPointer { samples in
      for moment in 0..<count {
        let first = samples.baseAddress! + moment * size
        energies.append(Double(ck_dot(first, first, size)))
        guard energies.count == Self.weights.count else { continue }
        levels.append(zip(Self.weights, energies).reduce(0) { $0 + $1.0 * $1.1 })
        energies.removeFirst()
      }
    }
    samples.removeFirst(count * size)
  }

  private func level(_ moment: Int) -> Double { levels[moment - start] }

  private func isPause(_ moment: Int) -> Bool {
    let level = level(moment)
    // Of equally quiet moments, the first counts.
    return (moment - Self.reach..<moment).allSatisfy { self.level($0) > level }
      && (moment + 1...moment + Self.reach).allSatisfy { self.level($0) >= level }
  }

  private func quietest(in moments: ClosedRange<Int>) -> Int {
    moments.min { level($0) < level($1) }!
  }

  private static func moments(_ seconds: Double) -> Int {
    Int((seconds / VoiceClock.momentSeconds).rounded())
  }
}
