import Media
import Records

extension ClipAnalyzer {
  /// Seconds of speech below which the label stands on little.
  private static let littleSpeechSeconds = 0.7

  /// The record's part about what was heard on one channel and seen; and what it takes to score it again, where that was
  /// kept.
  func outcome(
    of party: ClipStreams.Party,
    in clip: FollowedClip,
    channel: Int?
  ) -> (ClipRecord.Outcome, ClipMeasurement?) {
    let face = clip.streams.faces
    let evidence = evidence(of: party, in: clip)
    if let failure = failure(evidence, channel: channel, face: face) { return (.failed(failure), nil) }
    let segments = party.segments.map { $0.map { segment(of: $0, evidence: evidence) } }
    let score = ClipScore(
      zip(party.windows, evidence.qualities).map { (logits: $0.opinion.logits, quality: $1) },
      segments: segments,
      mixing: models.fusion.mixing(clip.streams.baseline, face: options.faceTable == nil ? .appearance : .intensities),
      options: options
    )
    guard let score else { return (.failed(ClipFailure(.internal, "no window has a say")), nil) }
    var analysis = ClipAnalysis(
      channel: channel,
      emotion: score.both.verdict,
      confidence: score.both.confidence,
      probabilities: score.both.probabilities,
      valence: 0,
      arousal: 0,
      durationSeconds: clip.durationSeconds,
      voice: score.voice.map { _ in
        VoiceReport(
          weight: 0,
          speechRatio: evidence.speech?.ratio,
          signalToNoiseDecibels: evidence.speech?.signalToNoise,
          probabilities: nil
        )
      },
      face: score.face.map { _ in
        FaceReport(weight: 0, coverage: face?.coverage, faces: face?.faceCount, probabilities: nil)
      },
      alignment: evidence.alignment.map {
        StreamAlignment(lagMilliseconds: Int(($0.lag * 1000).rounded()), cost: $0.cost)
      },
      faces: faces(clip.streams, reader: clip.reader),
      warnings: clip.reader.warnings.map(\.rawValue) + warnings(evidence, party, face),
      model: models.fusion.identity,
      timing: clip.timing.stages,
      options: options.summary
    )
    analysis.apply(score)
    return (.ok(analysis), measurement(party, evidence, segments: segments))
  }

  /// Nil where it was not kept.
  private func measurement(
    _ party: ClipStreams.Party,
    _ evidence: ClipEvidence,
    segments: [ClipScore.Segment]?
  ) -> ClipMeasurement? {
    let windows = zip(party.windows, evidence.qualities).compactMap { window, quality in
      window.opinion.summary.map { ClipMeasurement.Window(summary: $0, quality: quality) }
    }
    guard windows.count == party.windows.count, !windows.isEmpty else { return nil }
    return ClipMeasurement(
      windows: windows,
      segments: segments.map { segments in
        zip(segments, party.segments ?? []).compactMap { segment, pooled in
          pooled.opinion.summary.map {
            ClipMeasurement.Segment(
              startSeconds: segment.startSeconds,
              endSeconds: segment.endSeconds,
              summary: $0,
              isSpeech: segment.isSpeech,
              isSeen: segment.isSeen
            )
          }
        }
      }
    )
  }

  /// Every face, when all were asked for.
  private func faces(_ streams: ClipStreams, reader: ClipReader) -> [SeenFace]? {
    guard let census = streams.census, let track = streams.face, let shown = reader.info.picture else { return nil }
    return census.faces(
      of: track,
      scale: Double(shown.width) / Double(max(1, track.pictureWidth)),
      options: options
    )
  }

  func evidence(of party: ClipStreams.Party, in clip: FollowedClip) -> ClipEvidence {
    ClipEvidence(
      party.windows,
      speech: party.speech,
      isFaceSeen: clip.streams.faces?.isSeen ?? false
    )
  }

  func failure(_ evidence: ClipEvidence, channel: Int?, face: (any FaceStream)?) -> ClipFailure? {
    let channelName = channel.map { " on channel \($0)" } ?? ""
    let (isSpeech, isSeen) = (evidence.isSpeech, evidence.isSeen)
    switch options.modality {
    case .both where !isSpeech: return ClipFailure(.noSpeechOrFace, "nobody speaks\(channelName)")
    case .both where !isSeen: return ClipFailure(.noSpeechOrFace, "no face is seen")
    default: break
    }
    guard !isSpeech, !isSeen else { return nil }
    let reasons = [
      options.modality.wantsVoice ? "nobody speaks\(channelName)" : nil, face == nil ? nil : "no face is seen",
    ]
    return ClipFailure(.noSpeechOrFace, reasons.compactMap { $0 }.joined(separator: " and "))
  }

  private func warnings(
    _ evidence: ClipEvidence,
    _ party: ClipStreams.Party,
    _ face: (any FaceStream)?
  ) -> [String] {
    var warnings: [String] = []
    if let speech = evidence.speech {
      if speech.seconds < Self.littleSpeechSeconds { warnings.append("little speech") }
    } else if party.speech != nil {
      warnings.append("no speech")
    }
    if let face {
      if !evidence.isSeen { warnings.append("no face") }
      warnings += face.flags.map(\.rawValue)
    }
    return warnings
  }

  private func segment(of pooled: SegmentPooler.Segment, evidence: ClipEvidence) -> ClipScore.Segment {
    ClipScore.Segment(
      startSeconds: options.startSeconds + pooled.startSeconds,
      endSeconds: options.startSeconds + pooled.endSeconds,
      logits: pooled.opinion.logits,
      isSpeech: (evidence.speech?.ratio(in: pooled.frames) ?? 0) > 0,
      isSeen: evidence.isSeen
    )
  }
}
