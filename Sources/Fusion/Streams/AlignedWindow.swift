import Emotion
import Numerics

/// A stream's samples in a window, and where each belongs on the voice's clock.
public struct AlignedStream {
  public let samples: StreamSamples
  /// Each sample's instant in seconds on the voice's clock.
  public let instants: [Double]
  /// For each moment of the voice the samples that the alignment pairs it with; empty where it pairs none.
  public let ranges: [Range<Int>]

  public init(samples: StreamSamples, instants: [Double], ranges: [Range<Int>]) {
    precondition(instants.count == samples.count, "\(instants.count) instants for \(samples.count) frames")
    precondition(
      ranges.allSatisfy { $0.isEmpty || ($0.lowerBound >= 0 && $0.upperBound <= samples.count) },
      "a moment is paired with frames beyond the \(samples.count) there are"
    )
    self.samples = samples
    self.instants = instants
    self.ranges = ranges
  }

  /// No sample of embeddings of that width beside that many moments of a voice.
  public static func absent(width: Int = FaceHead.width, moments: Int) -> AlignedStream {
    AlignedStream(
      samples: .none(width: width),
      instants: [],
      ranges: [Range<Int>](repeating: 0..<0, count: moments)
    )
  }
}

/// A window of a clip as the streams enter the fusion, on one clock: the voice's. It may lack any of them.
public struct AlignedWindow {
  /// The voice embeddings, (moments, 256).
  public let voice: Matrix
  /// When the first moment was, in seconds; those after it follow every `CrossModalFusion.momentSeconds`.
  public let startSeconds: Double
  /// The streams beside the voice.
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

  /// When each moment of the voice was.
  var instants: [Double] {
    (0..<voice.rows).map { startSeconds + CrossModalFusion.momentSeconds * Double($0) }
  }

  /// A stream's samples and their instants, the voice's too; none where the window lacks it.
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
