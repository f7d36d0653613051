import Emotion
import Numerics

/// A stream's samples in a window, aligned to the voice.
public struct AlignedStream {
  public let samples: StreamSamples
  /// Each sample's instant in seconds on the voice's clock.
  public let instants: [Double]
  /// For each moment of the voice, the samples that the alignment pairs with it; empty where there are none.
  public let ranges: [Range<Int>]

  public init(samples: StreamSamples, instants: [Double], ranges: [Range<Int>]) {
    precondition(instants.count == samples.count, "\(instants.count) instants for \(samples.count) samples")
    precondition(
      ranges.allSatisfy { $0.isEmpty || ($0.lowerBound >= 0 && $0.upperBound <= samples.count) },
      "a moment is paired with a sample beyond the last of \(samples.count)"
    )
    self.samples = samples
    self.instants = instants
    self.ranges = ranges
  }

  /// A stream without samples, for a voice of `moments` moments.
  public static func absent(width: Int = FaceHead.width, moments: Int) -> AlignedStream {
    AlignedStream(
      samples: .none(width: width),
      instants: [],
      ranges: [Range<Int>](repeating: 0..<0, count: moments)
    )
  }
}

/// A window of a clip as input to the fusion, with all streams on the voice's clock. Any stream may be missing.
public struct AlignedWindow {
  /// The voice's samples: the encoder's hidden states side by side, (moments, states · width).
  public let voice: Matrix
  /// The time of the first moment in seconds; the others follow every `CrossModalFusion.momentSeconds`.
  public let startSeconds: Double
  /// The streams other than the voice.
  public let others: ByModality<AlignedStream>

  public init(voice: Matrix, startSeconds: Double, others: ByModality<AlignedStream>) {
    for (modality, stream) in others {
      precondition(
        stream.ranges.count == voice.rows,
        "\(modality): \(stream.ranges.count) pairings for \(voice.rows) moments"
      )
    }
    self.voice = voice
    self.startSeconds = startSeconds
    self.others = others
  }

  public init(voice: Matrix, startSeconds: Double, face: AlignedStream) {
    self.init(voice: voice, startSeconds: startSeconds, others: [.face: face])
  }

  public var face: AlignedStream { others[.face] ?? .absent(moments: voice.rows) }

  /// The time of each moment of the voice.
  var instants: [Double] {
    (0..<voice.rows).map { startSeconds + CrossModalFusion.momentSeconds * Double($0) }
  }

  /// Returns a stream's samples and their instants, for the voice too; no samples where the window lacks the stream.
  func stream(_ modality: Modality, width: Int) -> AlignedStream {
    if modality == .voice {
      let samples = StreamSamples(
        embeddings: voice,
        units: Matrix(rows: voice.rows, columns: 0),
        trust: [Float](repeating: 1, count: voice.rows),
        seconds: instants,
        known: .appearance
      )
      return AlignedStream(samples: samples, instants: instants, ranges: [])
    }
    return others[modality] ?? .absent(width: width, moments: voice.rows)
  }
}
