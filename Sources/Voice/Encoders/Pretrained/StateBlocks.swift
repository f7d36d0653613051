import Numerics

/// Encodes a stream of sound in blocks and gives the hidden states of some layers, each once and in order: a pre-trained
/// encoder takes up to 30 s at a time and needs sound on both sides of a state.
///
/// Blocks begin on multiples of a moment, so their states lie on one grid: state i of the sound is centred on
/// `firstStateSeconds` + 0.02 i. The memory is that of one block's samples and states.
public struct StateBlocks {
  /// The sound around the states that a block gives.
  public enum Context: Equatable, Sendable {
    /// Blocks of 30 s, of which the outer 2 s only serve as context; a sound of up to 30 s is one block.
    case bothSides
    /// For live use: a block every `hopSeconds`, with the `contextSeconds` before it and nothing after it.
    case left(hopSeconds: Double, contextSeconds: Double)
  }

  /// Seconds of the longest block.
  public static let maxBlockSeconds = 30.0
  /// Seconds of context on each side.
  public static let contextSeconds = 2.0
  /// Samples from one state to the next.
  static let samplesPerState = VoiceClock.samplesPerStep * VoiceClock.stepsPerMoment / 2

  public let encoder: any SpeechEncoder
  /// Numbers of the hidden states that are given, as in `SpeechEncoder`.
  public let layers: [Int]
  /// Columns of a row: the states of all layers side by side.
  public var columns: Int { layers.count * encoder.width }
  /// States given so far.
  public private(set) var stateCount = 0

  /// Samples before and behind a block's own.
  private let before: Int
  private let behind: Int
  /// Samples from one block's own to the next.
  private let hop: Int
  /// End of the block that comes next, in samples of the sound.
  private var blockEnd: Int
  /// The samples that coming blocks need, and the position of the first in the sound.
  private var pending: [Float] = []
  private var pendingStart = 0
  private var sampleCount: Int { pendingStart + pending.count }

  /// - Parameters:
  ///   - layers: from 0 to the encoder's `layerCount`.
  ///   - firstBlockSeconds: the length of the first block of `bothSides`, more than 2 and at most 30, rounded to moments;
  ///     a measurement can thus let the blocks begin elsewhere.
  public init(
    encoder: any SpeechEncoder,
    layers: [Int],
    context: Context = .bothSides,
    firstBlockSeconds: Double = maxBlockSeconds
  ) {
    precondition(layers.allSatisfy { 0...encoder.layerCount ~= $0 }, "layers \(layers) of \(encoder.layerCount)")
    self.encoder = encoder
    self.layers = layers
    let longest = Self.samples(Self.maxBlockSeconds)
    switch context {
    case .bothSides:
      before = Self.samples(Self.contextSeconds)
      behind = before
      hop = longest - before - behind
      blockEnd = Self.samples(firstBlockSeconds)
    case .left(let hopSeconds, let contextSeconds):
      before = Self.samples(contextSeconds)
      behind = 0
      hop = Self.samples(hopSeconds)
      blockEnd = hop
    }
    precondition(hop > 0 && before > 0 && before + hop + behind <= longest, "\(context) does not fit into 30 s")
    precondition(blockEnd > behind && blockEnd <= longest, "a first block of \(firstBlockSeconds) s")
  }

  /// Appends samples at 16 kHz and returns the states of the blocks completed by them, (states, `columns`).
  public mutating func append(_ samples: [Float]) -> Matrix {
    pending += samples
    var parts: [Matrix] = []
    // A block that ends with the sound has no need of context behind it, so a full block waits for one more sample.
    while sampleCount > blockEnd - (behind == 0 ? 1 : 0) {
      parts.append(encode(upTo: blockEnd, without: behind))
      blockEnd += hop
      let start = max(pendingStart, blockEnd - behind - hop - before)
      pending.removeFirst(start - pendingStart)
      pendingStart = start
    }
    return parts.count == 1 ? parts[0] : Matrix(below: parts, columns: columns)
  }

  /// Ends the sound and returns the remaining states, at least one in all. Nothing may be appended after it.
  public mutating func finish() -> Matrix {
    encode(upTo: sampleCount, without: 0)
  }

  /// Encodes the pending samples before `end` and returns the states not given yet, but none centred in the last
  /// `context` samples.
  private mutating func encode(upTo end: Int, without context: Int) -> Matrix {
    let known = pendingStart / Self.samplesPerState
    let count = end - pendingStart
    let encoded = encoder.stateCount(samples: count)
    let given = context == 0 ? encoded : min(encoded, (count - context) / Self.samplesPerState)
    let rows = min(stateCount - known, given)..<given
    let states = Matrix(rows: rows.count, columns: columns)
    guard !rows.isEmpty, let last = layers.max() else { return states }
    pending.withUnsafeBufferPointer { samples in
      encoder.encode(UnsafeBufferPointer(rebasing: samples[..<count]), through: last) { layer, hidden in
        for (place, chosen) in layers.enumerated() where chosen == layer {
          for (row, source) in rows.enumerated() {
            let target = states.row(row).baseAddress! + place * encoder.width
            target.update(from: hidden.row(source).baseAddress!, count: encoder.width)
          }
        }
      }
    }
    stateCount += rows.count
    return states
  }

  /// Samples of some seconds, rounded to moments.
  private static func samples(_ seconds: Double) -> Int {
    Int((seconds / VoiceClock.momentSeconds).rounded()) * VoiceClock.stepsPerMoment * VoiceClock.samplesPerStep
  }
}
