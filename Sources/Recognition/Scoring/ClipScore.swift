import Emotion
import Fusion
import Perception
import Records

/// The joint prediction of a clip's windows and segments: the part of a record that depends on the speaker's baseline.
struct ClipScore {
  /// A window's logits and weights.
  typealias Window = (logits: FusedLogits, quality: WindowQuality)

  /// A segment of a timeline, with times on the clip's clock.
  struct Segment {
    let startSeconds: Double
    let endSeconds: Double
    let logits: FusedLogits
    let evidence: SegmentEvidence
    /// What is said in it, for a given stretch.
    let text: String?
  }

  /// The prediction of each stream alone, for streams with evidence.
  let alone: ByModality<Decision>
  let all: Decision
  let weights: ByModality<Double>
  /// Nil unless voice and face are present.
  let agreement: Double?
  let segments: [EmotionSegment]?
  /// How the judged time divides among the labels, and its seconds; nil unless requested, and if nothing was judged.
  let timeShare: (shares: EmotionShares, seconds: Double)?

  /// Nil if no window has evidence.
  ///
  /// - Parameters:
  ///   - segments: of the record's timeline, if any.
  ///   - seconds: the clip's segments of one second, if its time is to be divided among the labels; each is read once.
  init?(
    _ windows: [Window],
    segments: [Segment]?,
    seconds: AnySequence<Segment>?,
    calibration: Calibration,
    options: AnalysisOptions
  ) {
    var votesAlone = ByModality<WindowVotes>(calibration.modalities) { _ in WindowVotes() }
    var votes = WindowVotes()
    for (logits, quality) in windows {
      for (modality, predicted) in logits.alone {
        votesAlone[of: modality].add(logits: predicted, quality: quality.weights[modality] ?? 0)
      }
      votes.add(logits: logits.combined(over: quality.present), quality: quality.all)
    }
    let predicted = votesAlone.compactMap { modality, votes in
      votes.distribution(temperature: calibration.temperatures[of: modality])
    }
    let fused =
      predicted.count < 2 ? predicted.first?.value : votes.distribution(temperature: calibration.fusedTemperature)
    guard let fused else { return nil }
    alone = predicted.map { _, distribution in Decision(distribution, options: options) }
    all = Decision(fused, options: options)
    let distributions = alone.map { _, decision in decision.distribution }
    weights = StreamWeights.of(all.distribution.best.label, all: all.distribution, alone: distributions)
    if let voice = distributions[.voice], let face = distributions[.face] {
      agreement = Agreement.between(voice, face)
    } else {
      agreement = nil
    }
    self.segments = segments?.map { $0.decided(calibration, options) }
    timeShare = seconds.flatMap { EmotionShares.of($0.lazy.map { $0.decided(calibration, options) }, options: options) }
  }
}

/// What is heard and seen in a segment.
struct SegmentEvidence: Equatable {
  /// The streams that the segment's emotion may come from.
  let present: [Modality]
  /// Fraction of the segment itself that is speech; nil without sound.
  let speechRatio: Double?
}

extension ClipScore.Segment {
  fileprivate func decided(_ calibration: Calibration, _ options: AnalysisOptions) -> EmotionSegment {
    let alone = logits.alone.filter { modality, _ in evidence.present.contains(modality) }
    guard !alone.isEmpty else {
      return EmotionSegment(
        startSeconds: startSeconds,
        endSeconds: endSeconds,
        emotion: nil,
        confidence: nil,
        probabilities: nil,
        speechRatio: evidence.speechRatio,
        text: text
      )
    }
    let streams = alone.modalities
    func decision(_ logits: [Double], _ temperature: Double) -> Decision {
      Decision(EmotionDistribution(logits: logits, temperature: temperature), options: options)
    }
    let all = decision(logits.combined(over: streams), calibration.temperature(of: streams))
    let weights = StreamWeights.of(
      all.distribution.best.label,
      all: all.distribution,
      alone: alone.map { decision($1, calibration.temperatures[of: $0]).distribution }
    )
    let point = Circumplex.mean(of: all.distribution)
    return EmotionSegment(
      startSeconds: startSeconds,
      endSeconds: endSeconds,
      emotion: all.verdict,
      confidence: all.confidence,
      probabilities: all.probabilities,
      valence: point.valence,
      arousal: point.arousal,
      speechRatio: evidence.speechRatio,
      voiceWeight: weights[.voice] ?? 0,
      text: text
    )
  }
}

/// A record's content besides the score.
struct ClipFacts {
  let channel: Int?
  let durationSeconds: Double
  /// For each stream, by the record's keys.
  let measures: ByModality<[String: Double]>
  let alignment: StreamAlignment?
  let faces: [FaceRecord]?
  let warnings: [RecordWarning]
  let model: String
  let timing: StageTiming
  let options: String?
}

extension ClipAnalysis {
  /// Agreement below which the record warns that voice and face disagree.
  private static let disagreement = 0.5

  init(_ score: ClipScore, _ facts: ClipFacts) {
    let point = Circumplex.mean(of: score.all.distribution)
    let disagrees = score.agreement.map { $0 < Self.disagreement } ?? false
    self.init(
      channel: facts.channel,
      emotion: score.all.verdict,
      confidence: score.all.confidence,
      probabilities: score.all.probabilities,
      valence: point.valence,
      arousal: point.arousal,
      agreement: score.agreement,
      durationSeconds: facts.durationSeconds,
      streams: score.alone.map { modality, decision in
        StreamReport(
          weight: score.weights[of: modality],
          measures: facts.measures[modality] ?? [:],
          probabilities: decision.probabilities
        )
      },
      alignment: facts.alignment,
      segments: score.segments,
      timeShare: score.timeShare?.shares,
      judgedSeconds: score.timeShare?.seconds,
      faces: facts.faces,
      warnings: facts.warnings + (disagrees ? [.disagreement] : []),
      model: facts.model,
      timing: facts.timing,
      options: facts.options
    )
  }

  /// The content that does not change when the clip is scored again.
  var facts: ClipFacts {
    ClipFacts(
      channel: channel,
      durationSeconds: durationSeconds,
      measures: streams.map { _, report in report.measures },
      alignment: alignment,
      faces: faces,
      warnings: warnings.filter { $0 != .disagreement },
      model: model,
      timing: timing,
      options: options
    )
  }
}
