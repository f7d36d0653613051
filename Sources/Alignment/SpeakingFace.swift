import Numerics

/// Judges how strongly a mouth goes with a voice: by the correlations of what canonical correlation analysis found voices
/// and mouths to share, each worth as much as it told matching from other pairs (`Recipes/speaker`).
public struct SpeakingFace {
  /// From one moment of a voice to the next.
  public static let momentSeconds = 0.04
  /// Columns of the voice: the level of bands.
  public static let voiceColumns = 16
  /// Columns of the mouth: its shape.
  public static let mouthColumns = 5
  /// Moments in which voice and mouth must both be known.
  public static let leastMoments = 25
  /// Dimensions that are compared.
  static let dimensions = 12

  private let voice: Matrix
  private let mouth: Matrix
  private let gains: [Double]
  private let offset: Double

  /// Reads the weights. Throws `SafeTensorsError`.
  public init(weights file: SafeTensors) throws {
    let count = Self.dimensions
    voice = try file.matrix("voice", rows: count, columns: Self.voiceColumns * MovingStretch.voiceContext.count)
    mouth = try file.matrix("mouth", rows: count, columns: 3 * Self.mouthColumns * MovingStretch.mouthContext.count)
    gains = try file.floats("gains", shape: [count]).map(Double.init)
    offset = Double(try file.floats("offset", shape: [1])[0])
  }

  /// What a stretch says of a mouth; `.none` where there is too little of either.
  ///
  /// Costs about 0.03 ms a second. A few seconds at a time are best: values count against their mean over the stretch.
  ///
  /// - Parameters:
  ///   - voice: the level of 16 groups of mel bands (`SpeechBands`), one row every 40 ms.
  ///   - mouth: the shape of the mouth (`MouthShape`) in the pictures in which the face was seen, on the same clock.
  public func evidence(voice: TimedSignal, mouth: TimedSignal) -> SpeakingEvidence {
    precondition(voice.values.columns == Self.voiceColumns, "a voice of \(voice.values.columns) columns")
    precondition(mouth.values.columns == Self.mouthColumns, "a mouth of \(mouth.values.columns) columns")
    guard
      let stretch = MovingStretch(voice: voice, mouth: mouth),
      stretch.usableCount >= Self.leastMoments, stretch.isVoiceAlive
    else { return .none }
    let seconds = Double(stretch.usableCount) * Self.momentSeconds
    let heard = project(stretch.voice, self.voice)
    let seen = project(stretch.mouth, self.mouth)
    let reach = SpeakingEvidence.greatestLag
    return SpeakingEvidence(
      byLag: (-reach...reach).map { lag in
        let correlations = stretch.correlations(heard, seen, lag: lag)
        return seconds * (zip(correlations, gains).reduce(0) { $0 + $1.0 * $1.1 } - offset)
      }
    )
  }

  /// (moments, features) · (dimensions, features)ᵀ → (moments, dimensions)
  private func project(_ features: Matrix, _ weights: Matrix) -> Matrix {
    let result = Matrix(rows: features.rows, columns: weights.rows)
    BLAS.multiply(features.view, weights.view, transposeB: true, into: result.view)
    return result
  }
}
