import Face
import Fusion
import Media
import Records
import Voice

extension ClipAnalyzer {
  /// Below this agreement the record warns that voice and face disagree.
  static let disagreement = 0.5
  /// Seconds of speech below which the label stands on little.
  private static let littleSpeechSeconds = 0.7

  /// The record's part about what was heard on one channel and seen.
  func outcome(of party: ClipStreams.Party, in clip: FollowedClip, channel: Int?) -> ClipRecord.Outcome {
    let face = clip.streams.faces
    let evidence = evidence(of: party, in: clip)
    if let failure = failure(evidence, channel: channel, face: face) { return .failed(failure) }
    guard let both = evidence.both else { return .failed(ClipFailure(.internal, "no window has a say")) }
    let judgement = Judgement(both, options: options)
    let place = Circumplex.mean(of: judgement.distribution)
    let judged = StreamJudgements(evidence, fused: judgement.distribution, options: options)
    return .ok(
      ClipAnalysis(
        channel: channel,
        emotion: judgement.verdict,
        confidence: judgement.confidence,
        probabilities: judgement.probabilities,
        valence: place.valence,
        arousal: place.arousal,
        agreement: judged.agreement,
        durationSeconds: clip.durationSeconds,
        voice: judged.voice.map { voice in
          VoiceReport(
            weight: judged.weights.voice,
            speechRatio: evidence.speech?.ratio,
            signalToNoiseDecibels: evidence.speech?.signalToNoise,
            probabilities: voice.probabilities
          )
        },
        face: judged.face.map { said in
          FaceReport(
            weight: judged.weights.face,
            coverage: face?.coverage,
            faces: face?.faceCount,
            probabilities: said.probabilities
          )
        },
        alignment: evidence.alignment.map {
          StreamAlignment(lagMilliseconds: Int(($0.lag * 1000).rounded()), cost: $0.cost)
        },
        segments: party.segments.map { segments in
          segments.map { segment(of: $0, evidence: evidence) }
        },
        faces: faces(clip.streams, reader: clip.reader),
        warnings: clip.reader.warnings.map(\.rawValue) + warnings(evidence, party, face, agreement: judged.agreement),
        model: models.fusion.identity,
        timing: clip.timing.stages,
        options: options.summary
      )
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
      isFaceSeen: clip.streams.faces?.isSeen ?? false,
      model: models.fusion
    )
  }

  func failure(_ evidence: ClipEvidence, channel: Int?, face: (any FaceStream)?) -> ClipFailure? {
    let channelName = channel.map { " on channel \($0)" } ?? ""
    let (isSpeech, isSeen) = (evidence.voice != nil, evidence.face != nil)
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
    _ face: (any FaceStream)?,
    agreement: Double?
  ) -> [String] {
    var warnings: [String] = []
    if let speech = evidence.speech {
      if speech.seconds < Self.littleSpeechSeconds { warnings.append("little speech") }
    } else if party.speech != nil {
      warnings.append("no speech")
    }
    if let face {
      if evidence.face == nil { warnings.append("no face") }
      warnings += face.flags.map(\.rawValue)
    }
    if let agreement, agreement < Self.disagreement { warnings.append("voice and face disagree") }
    return warnings
  }

  private func segment(of pooled: SegmentPooler.Segment, evidence: ClipEvidence) -> EmotionSegment {
    let isSpeech = (evidence.speech?.ratio(in: pooled.frames) ?? 0) > 0 && pooled.logits.voice != nil
    let isSeen = evidence.face != nil && pooled.logits.face != nil
    let judgement =
      isSpeech || isSeen
      ? Judgement(
        EmotionDistribution(
          logits: pooled.logits.said(byVoice: isSpeech, byFace: isSeen),
          temperature: temperature(byVoice: isSpeech, byFace: isSeen)
        ),
        options: options
      ) : nil
    return EmotionSegment(
      startSeconds: options.startSeconds + pooled.startSeconds,
      endSeconds: options.startSeconds + pooled.endSeconds,
      emotion: judgement?.verdict,
      confidence: judgement?.confidence,
      probabilities: judgement?.probabilities
    )
  }

  private func temperature(byVoice isSpeech: Bool, byFace isSeen: Bool) -> Double {
    if isSpeech, isSeen { return models.fusion.fusedTemperature }
    return isSpeech ? models.fusion.voiceTemperature : models.fusion.faceTemperature
  }
}

/// What each stream says alone, read with the user's options, and how they stand to the result.
private struct StreamJudgements {
  let voice: Judgement?
  let face: Judgement?
  let weights: (voice: Double, face: Double)
  let agreement: Double?

  init(_ evidence: ClipEvidence, fused: EmotionDistribution, options: AnalysisOptions) {
    voice = evidence.voice.map { Judgement($0, options: options) }
    face = evidence.face.map { Judgement($0, options: options) }
    guard let voice, let face else {
      weights = voice == nil ? (0, 1) : (1, 0)
      agreement = nil
      return
    }
    let shares = StreamWeights(label: fused.best.label, both: fused, voice: voice.distribution, face: face.distribution)
    weights = (shares.voice, shares.face)
    agreement = Agreement.between(voice.distribution, face.distribution)
  }
}
