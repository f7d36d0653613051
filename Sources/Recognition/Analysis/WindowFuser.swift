import Emotion
import Fusion
import Perception
import Voice

/// Fuses the streams of one channel's windows, and predicts the emotion of windows and segments.
struct WindowFuser: WindowListener {
  /// A window's evidence and prediction.
  struct Window {
    let evidence: WindowEvidence
    let pooled: PooledLogits
  }

  private let predictor: PooledPredictor
  /// Pools the segments of the record's timeline, unless they last one second, as those of `seconds` do.
  private var pooler: SegmentPooler?
  private var seconds: SegmentPooler
  /// Whether the segments of the record's timeline are those of `seconds`.
  private let usesSeconds: Bool
  private(set) var windows: [Window] = []
  /// Wall time of the fusion, in seconds.
  private(set) var fusionSeconds = 0.0

  /// - Parameter plan: how the clip is divided into segments; nil for none.
  init(predictor: PooledPredictor, plan: (any SegmentPlan)?) {
    self.predictor = predictor
    seconds = SegmentPooler(plan: SegmentClock.second, predictor: predictor)
    usesSeconds = plan as? SegmentClock == .second
    if let plan, !usesSeconds { pooler = SegmentPooler(plan: plan, predictor: predictor) }
  }

  mutating func receive(utterances: [Range<Int>], nextStart: Int) {
    pooler?.receive(utterances, nextStart: nextStart)
  }

  mutating func receive(_ window: PerceivedWindow) {
    let start = ContinuousClock.now
    let fused = predictor.model.fusion(window.aligned)
    windows.append(Window(evidence: window.evidence, pooled: predictor.predict(fused)))
    let joined = JoinedWindow(aligned: window.aligned, window: fused)
    pooler?.append(joined, coreEnd: window.coreEndSeconds)
    seconds.append(joined, coreEnd: window.coreEndSeconds)
    fusionSeconds += start.secondsUntilNow
  }

  /// Returns the segments of a clip of this duration.
  mutating func segments(durationSeconds: Double, speech: SpeechTrack?) -> PooledSegments {
    let start = ContinuousClock.now
    defer { fusionSeconds += start.secondsUntilNow }
    let seconds = seconds.finish(durationSeconds: durationSeconds, speech: speech)
    let own = pooler?.finish(durationSeconds: durationSeconds, speech: speech)
    return PooledSegments(timeline: usesSeconds ? seconds : own, seconds: seconds, timelineIsSeconds: usesSeconds)
  }
}

/// The segments of a clip.
struct PooledSegments {
  /// Those of the record's timeline; nil for none.
  let timeline: [SegmentPooler.Segment]?
  /// Those of one second.
  let seconds: [SegmentPooler.Segment]
  /// Whether both are the same.
  let timelineIsSeconds: Bool
}

/// A window after cross-modal attention.
struct JoinedWindow {
  /// The input of the fusion; its clock starts at the analysed part.
  let aligned: AlignedWindow
  let window: FusedWindow

  /// Start, from the start of the analysed part.
  var startSeconds: Double { aligned.startSeconds }

  /// Returns the samples of each stream within a time range; for the voice, its moments.
  func samples(in seconds: Range<Double>) -> ByModality<Range<Int>> {
    var samples: ByModality<Range<Int>> = [.voice: moments(in: seconds)]
    for (modality, stream) in aligned.others {
      func index(_ time: Double) -> Int { stream.instants.firstIndex { $0 >= time - 1e-6 } ?? stream.instants.count }
      samples[modality] = index(seconds.lowerBound)..<index(seconds.upperBound)
    }
    return samples
  }

  /// Returns the streams other than the voice with a sample taken within a time range: by its own time, not by that on
  /// the voice's clock, where the alignment may have moved it by seconds.
  func seen(in seconds: Range<Double>) -> Set<Modality> {
    Set(aligned.others.filter { $1.samples.seconds.contains(where: seconds.contains) }.modalities)
  }

  private func moments(in seconds: Range<Double>) -> Range<Int> {
    func index(_ time: Double) -> Int {
      let moment = ((time - startSeconds) / CrossModalFusion.momentSeconds - 1e-6).rounded(.up)
      return Int(min(max(moment, 0), Double(window.count(of: .voice))))
    }
    return index(seconds.lowerBound)..<index(seconds.upperBound)
  }
}
