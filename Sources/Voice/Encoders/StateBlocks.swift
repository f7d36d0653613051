import Numerics

/// Encodes a stream of sound in blocks and gives the hidden states of some layers, each once and in order: a pre-trained
/// encoder takes up to 30 s at a time and needs sound around a state.
///
/// Blocks begin on multiples of a moment, so their states lie on one grid: state i of the sound is centred on
/// `firstStateSeconds` + 0.02 i. The memory is that of one block's samples and states.
public struct StateBlocks {
  /// How sound is divided into blocks.
  public enum Division: Equatable, Sendable {
    /// Blocks from pause to pause, as `PauseFinder` finds them. States depend on the sound nearby alone, not on where a
    /// recording begins, and blocks are like the short clips that a head learns from, which matters where an encoder
    /// numbers the positions of a block, as Whisper does.
    case atPauses
    /// Blocks of 30 s, of which the outer 2 s only serve as context; a sound of up to 30 s is one block, so its states
    /// are those of one pass.
    case contextOnBothSides
    /// For live use: a block every `hopSeconds`, with the `contextSeconds` before it and nothing after it.
    case contextOnLeft(hopSeconds: Double, contextSeconds: Double)
  }

  /// Seconds of the longest block.
  public static let maxBlockSeconds = 30.0
  /// Seconds of `contextOnBothSides` on each side.
  public static let contextSeconds = 2.0
  /// Samples from one state to the next.
  static let samplesPerState = VoiceClock.samplesPerStep * VoiceClock.stepsPerMoment / 2
  /// Samples of a moment.
  static let samplesPerMoment = 2 * samplesPerState

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
  private var ends: BlockEnds
  /// The level of the sound so far; nil if it is encoded as loud as it is.
  private var level: SpeechLevel?
  /// Samples of the sound that the level is of.
  private var levelledCount = 0
  /// The samples that coming blocks need, and the position of the first in the sound.
  private var pending: [Float] = []
  private var pendingStart = 0

  /// - Parameters:
  ///   - layers: from 0 to the encoder's `layerCount`.
  ///   - levelsSpeech: encodes the sound at one level of speech (`SpeechLevel`), not as loud as it is.
  public init(encoder: any SpeechEncoder, layers: [Int], division: Division, levelsSpeech: Bool = false) {
    precondition(layers.allSatisfy { 0...encoder.layerCount ~= $0 }, "layers \(layers) of \(encoder.layerCount)")
    self.encoder = encoder
    self.layers = layers
    level = levelsSpeech ? SpeechLevel() : nil
    let longest = Self.samples(Self.maxBlockSeconds)
    switch division {
    case .atPauses:
      before = 0
      // The last state of a block reaches into the sound behind it.
      behind = Self.samplesPerMoment
      ends = .pauses(PauseFinder())
    case .contextOnBothSides:
      before = Self.samples(Self.contextSeconds)
      behind = before
      // A block that ends with the sound has no need of context behind it, so a full block waits for one more sample.
      ends = .every(longest - before - behind, next: longest - behind, ahead: behind + 1)
    case .contextOnLeft(let hopSeconds, let contextSeconds):
      before = Self.samples(contextSeconds)
      behind = 0
      let hop = Self.samples(hopSeconds)
      precondition(hop > 0 && before > 0 && before + hop <= longest, "\(division) does not fit into 30 s")
      ends = .every(hop, next: hop, ahead: 0)
    }
  }

  /// Appends samples at 16 kHz and returns the states of the blocks completed by them, (states, `columns`).
  public mutating func append(_ samples: [Float]) -> Matrix {
    pending += samples
    let parts = ends.append(samples).map { end in
      let states = encode(upTo: end + behind, without: behind)
      let start = max(pendingStart, end - before)
      pending.removeFirst(start - pendingStart)
      pendingStart = start
      return states
    }
    return parts.count == 1 ? parts[0] : Matrix(below: parts, columns: columns)
  }

  /// Ends the sound and returns the remaining states, at least one in all. Nothing may be appended after it.
  public mutating func finish() -> Matrix {
    encode(upTo: pendingStart + pending.count, without: 0)
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
    levelled(pending[..<count]).withUnsafeBufferPointer { samples in
      encoder.encode(samples, through: last) { layer, hidden in
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

  /// The samples of a block at the level of the speech up to its end.
  private mutating func levelled(_ samples: ArraySlice<Float>) -> ArraySlice<Float> {
    guard level != nil else { return samples }
    samples.dropFirst(levelledCount - pendingStart).withUnsafeBufferPointer { level!.add($0) }
    levelledCount = pendingStart + samples.count
    let gain = level!.gain
    return ArraySlice(samples.map { gain * $0 })
  }

  /// Samples of some seconds, rounded to moments.
  private static func samples(_ seconds: Double) -> Int {
    Int((seconds / VoiceClock.momentSeconds).rounded()) * samplesPerMoment
  }
}

/// Where the own parts of blocks end, in samples of a stream.
private enum BlockEnds {
  /// At regular distances.
  ///
  /// - Parameters:
  ///   - next: the next end.
  ///   - ahead: samples that have to be there behind an end.
  ///   - known: samples so far.
  case every(Int, next: Int, ahead: Int, known: Int = 0)
  case pauses(PauseFinder)

  /// Appends samples and returns the ends known since the last call.
  mutating func append(_ samples: [Float]) -> [Int] {
    switch self {
    case .every(let hop, var next, let ahead, let known):
      let count = known + samples.count
      var ends: [Int] = []
      while next + ahead <= count {
        ends.append(next)
        next += hop
      }
      self = .every(hop, next: next, ahead: ahead, known: count)
      return ends
    case .pauses(var finder):
      let ends = finder.append(samples)
      self = .pauses(finder)
      return ends
    }
  }
}
