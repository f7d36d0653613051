import Foundation
import Numerics

/// Active speaker detection: scores how well a mouth matches a voice by the correlations along the dimensions that
/// canonical correlation analysis found, each weighted by how well it separated matching from other pairs
/// (`Recipes/speaker`).
public struct ActiveSpeakerDetector {
  /// Seconds from one moment of the voice to the next.
  public static let momentSeconds = VoiceClock.momentSeconds
  /// Columns of the voice: band levels.
  public static let voiceColumns = 16
  /// Columns of the mouth: its shape.
  public static let mouthColumns = 5
  /// Minimum number of moments with both voice and mouth.
  public static let minMoments = 25
  /// Number of canonical dimensions.
  static let dimensions = 12

  private let voice: Matrix
  private let mouth: Matrix
  private let gains: [Double]
  private let offset: Double

  /// Reads the weights. Throws `SafeTensorsError`.
  public init(weights file: SafeTensors) throws {
    let count = Self.dimensions
    voice = try file.matrix("voice", rows: count, columns: Self.voiceColumns * LipSyncFeatures.voiceContext.count)
    mouth = try file.matrix("mouth", rows: count, columns: 3 * Self.mouthColumns * LipSyncFeatures.mouthContext.count)
    gains = try file.floats("gains", shape: [count]).map(Double.init)
    offset = Double(try file.floats("offset", shape: [1])[0])
  }

  /// Returns the evidence of one stretch for a mouth; `.none` if there is too little of voice or mouth.
  ///
  /// Costs about 0.03 ms per second. Works best on a few seconds at a time: values are relative to their mean over the
  /// stretch.
  ///
  /// - Parameters:
  ///   - voice: levels of 16 groups of mel bands (`SpeechBands`), one row every 40 ms.
  ///   - mouth: shape of the mouth (`MouthShape`) in the frames in which the face was seen, on the same clock.
  public func evidence(voice: TimedSignal, mouth: TimedSignal) -> ActiveSpeakerEvidence {
    precondition(voice.values.columns == Self.voiceColumns, "a voice of \(voice.values.columns) columns")
    precondition(mouth.values.columns == Self.mouthColumns, "a mouth of \(mouth.values.columns) columns")
    guard
      let features = LipSyncFeatures(voice: voice, mouth: mouth),
      features.usableCount >= Self.minMoments, features.hasVoiceVariation
    else { return .none }
    let seconds = Double(features.usableCount) * Self.momentSeconds
    let voiceProjection = project(features.voice, self.voice)
    let mouthProjection = project(features.mouth, self.mouth)
    let reach = ActiveSpeakerEvidence.maxLag
    return ActiveSpeakerEvidence(
      byLag: (-reach...reach).map { lag in
        let correlations = features.correlations(voiceProjection, mouthProjection, lag: lag)
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

/// Evidence that a mouth is that of the active speaker.
///
/// Stored for each lag between sound and video, because all stretches and faces of a clip share one lag. The evidence
/// of several stretches for the same face adds up.
public struct ActiveSpeakerEvidence: Equatable, Sendable {
  /// Lags range from minus to plus this many moments.
  public static let maxLag = 5
  /// Standard deviation of the lag's prior, in seconds.
  static let priorSeconds = 0.05

  /// Log-odds that this mouth speaks, for video from 5 moments early to 5 moments late, (11).
  public let byLag: [Double]

  /// No evidence.
  public static let none = ActiveSpeakerEvidence(byLag: [Double](repeating: 0, count: 2 * maxLag + 1))

  /// Log-odds marginalised over the lag: above 0 in favour of this mouth, 0 without evidence.
  public var logOdds: Double {
    let prior = (-Self.maxLag...Self.maxLag).map { lag in
      let deviations = Double(lag) * ActiveSpeakerDetector.momentSeconds / Self.priorSeconds
      return -0.5 * deviations * deviations
    }
    return Self.logSum(zip(byLag, prior).map(+)) - Self.logSum(prior)
  }

  /// The evidence as if only this fraction of it had been seen.
  public func scaled(by share: Double) -> ActiveSpeakerEvidence {
    ActiveSpeakerEvidence(byLag: byLag.map { share * $0 })
  }

  private static func logSum(_ terms: [Double]) -> Double {
    let maximum = terms.max()!
    return maximum + log(terms.reduce(0) { $0 + exp($1 - maximum) })
  }

  public static func + (left: ActiveSpeakerEvidence, right: ActiveSpeakerEvidence) -> ActiveSpeakerEvidence {
    ActiveSpeakerEvidence(byLag: zip(left.byLag, right.byLag).map(+))
  }
}
