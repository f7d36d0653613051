import Emotion
import Face
import Media
import Perception
import Records

extension ClipAnalyzer {
  /// Seconds of speech below which the record warns of little speech.
  private static let littleSpeechSeconds = 0.7
  /// Level of the speech, in decibels of full scale, below which the record warns that it is quiet. Of the recordings it
  /// was trained on, one corpus has such speech (RAVDESS, acted calmly).
  private static let quietLevel = -50.0

  /// Returns the outcome for one channel and, if kept, the measurement for scoring it again.
  ///
  /// - Parameters:
  ///   - index: of the channel.
  ///   - votes: the prediction of each face, if requested.
  func outcome(
    of index: Int,
    in clip: PerceivedClip<WindowFuser>,
    predictor: PooledPredictor,
    votes: PerFaceVotes?
  ) -> (ClipRecord.Outcome, ClipMeasurement?) {
    let speech = clip.channels[index].speech
    var channel = clip.channels[index].listener
    let number = options.channelNumber(index)
    let evidence = clip.evidence(channel.windows.map(\.evidence), speech: speech)
    let pooled = channel.segments(durationSeconds: clip.durationSeconds, speech: speech)
    if let failure = clip.failure(evidence, channel: number) { return (.failed(failure), nil) }
    let reader = segmentReader(evidence, hasSound: speech != nil, channel: number, clip.info)
    let segments = pooled.timeline.map { $0.map(reader.segment) }
    let seconds: AnySequence<ClipScore.Segment>? =
      switch ClipAnalysis.isLong(durationSeconds: clip.durationSeconds) {
      case false: nil
      case true where pooled.timelineIsSeconds: segments.map { AnySequence($0) }
      case true: AnySequence(pooled.seconds.lazy.map(reader.segment))
      }
    let score = ClipScore(
      zip(channel.windows, evidence.qualities).map { (logits: $0.pooled.logits, quality: $1) },
      segments: segments,
      seconds: seconds,
      calibration: models.fusion.calibration(
        predictor.baseline,
        face: options.faceTable == nil ? .appearance : .intensities
      ),
      options: options
    )
    guard let score else { return (.failed(ClipFailure(.internal, "no window has a say")), nil) }
    let facts = ClipFacts(
      channel: number,
      durationSeconds: clip.durationSeconds,
      measures: measures(evidence, clip.faces),
      alignment: evidence.alignment.map {
        StreamAlignment(lagMilliseconds: Int(($0.lag * 1000).rounded()), cost: $0.cost)
      },
      faces: faces(votes, in: clip),
      warnings: warnings(of: clip, evidence, hasSound: speech != nil),
      model: models.fusion.identity,
      timing: clip.timing.stages(clip.channels.map(\.listener)),
      options: options.summary
    )
    let measurement = measurement(
      channel.windows,
      evidence,
      segments: measured(segments, pooled.timeline),
      seconds: pooled.timelineIsSeconds && seconds != nil
        ? .segments : measured(seconds, pooled.seconds).map(ClipMeasurement.Seconds.own) ?? .shortClip
    )
    return (.ok(ClipAnalysis(score, facts)), measurement)
  }

  private func segmentReader(
    _ evidence: ClipEvidence,
    hasSound: Bool,
    channel: Int?,
    _ info: ClipInfo
  ) -> SegmentReader {
    SegmentReader(
      modalities: models.fusion.modalities.filter { modality in
        evidence.qualities.contains { $0.weights[modality] ?? 0 > 0 }
      },
      hasSound: hasSound,
      speech: evidence.speech,
      isOneChannelOfSeveral: hasSound && channel != nil && (info.sound?.channels ?? 1) > 1,
      startSeconds: options.startSeconds
    )
  }

  private func measures(_ evidence: ClipEvidence, _ faces: FaceStatistics?) -> ByModality<[String: Double]> {
    [
      .voice: ["speech_ratio": evidence.speech?.ratio, "snr_db": evidence.speech?.signalToNoise].compactMapValues(
        \.self
      ),
      .face: ["coverage": faces?.coverage, "faces": faces.map { Double($0.faceCount) }].compactMapValues(\.self),
    ]
  }

  /// Nil if the summaries were not kept.
  private func measurement(
    _ windows: [WindowFuser.Window],
    _ evidence: ClipEvidence,
    segments: [ClipMeasurement.Segment]?,
    seconds: ClipMeasurement.Seconds
  ) -> ClipMeasurement? {
    let kept = zip(windows, evidence.qualities).compactMap { window, quality in
      window.pooled.summary.map { ClipMeasurement.Window(summary: $0, quality: quality) }
    }
    guard kept.count == windows.count, !kept.isEmpty else { return nil }
    return ClipMeasurement(windows: kept, segments: segments, seconds: seconds)
  }

  /// Joins segments with the summaries that were kept of them.
  private func measured(
    _ segments: (some Sequence<ClipScore.Segment>)?,
    _ pooled: [SegmentPooler.Segment]?
  ) -> [ClipMeasurement.Segment]? {
    guard let segments, let pooled else { return nil }
    return zip(segments, pooled).compactMap { segment, pooled in
      pooled.pooled.summary.map {
        ClipMeasurement.Segment(
          startSeconds: segment.startSeconds,
          endSeconds: segment.endSeconds,
          summary: $0,
          present: segment.evidence.present.map(\.name),
          speechRatio: segment.evidence.speechRatio,
          text: segment.text
        )
      }
    }
  }

  /// Every face, if requested.
  private func faces(_ votes: PerFaceVotes?, in clip: PerceivedClip<WindowFuser>) -> [FaceRecord]? {
    guard let votes, let statistics = clip.faces, let video = clip.info.video, options.faceTable == nil else {
      return nil
    }
    return votes.faces(of: statistics, shownWidth: video.width, options: options)
  }

  private func warnings(
    of clip: PerceivedClip<WindowFuser>,
    _ evidence: ClipEvidence,
    hasSound: Bool
  ) -> [RecordWarning] {
    var warnings = clip.warnings.map(RecordWarning.init)
    if let speech = evidence.speech {
      if speech.isClipped, !warnings.contains(.clipped) { warnings.append(.clipped) }
      if let level = speech.level, level < Self.quietLevel { warnings.append(.quiet) }
      if speech.isTelephoneBand { warnings.append(.telephoneBand) }
      if speech.seconds < Self.littleSpeechSeconds { warnings.append(.littleSpeech) }
    } else if hasSound {
      warnings.append(.noSpeech)
    }
    if let faces = clip.faces {
      if !evidence.isSeen { warnings.append(.noFace) }
      warnings += faces.flags.map(RecordWarning.init)
    }
    return warnings
  }
}

extension Stopwatch {
  /// The record's timing. The final stage counts as voice, except for its fusion.
  fileprivate func stages(_ channels: [WindowFuser]) -> StageTiming {
    let fusion = channels.reduce(0) { $0 + $1.fusionSeconds }
    return StageTiming(
      decodeSeconds: decodeSeconds,
      voiceSeconds: voiceSeconds + max(0, finishSeconds - fusion),
      faceSeconds: faceSeconds,
      fusionSeconds: fusion,
      totalSeconds: start.secondsUntilNow
    )
  }
}

extension RecordWarning {
  fileprivate init(_ warning: ClipWarning) {
    self =
      switch warning {
      case .severalSoundStreams: .severalSoundStreams
      case .severalVideoStreams: .severalVideoStreams
      case .cutOff: .cutOff
      case .damaged: .damaged
      case .emptySoundStream: .emptySoundStream
      case .emptyVideoStream: .emptyVideoStream
      case .noSoundDecoder: .noSoundDecoder
      case .noVideoDecoder: .noVideoDecoder
      case .outOfPhase: .outOfPhase
      case .clipped: .clipped
      }
  }

  fileprivate init(_ flag: QualityFlag) {
    self =
      switch flag {
      case .backlit: .backlit
      case .dark: .dark
      case .blurred: .blurred
      case .tooSmall: .tooSmall
      case .profile: .profile
      case .notUpright: .notUpright
      case .squeezed: .squeezed
      case .severalFaces: .severalFaces
      case .lowFrameRate: .lowFrameRate
      }
  }
}
