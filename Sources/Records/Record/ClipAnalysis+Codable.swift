extension ClipAnalysis: Codable {
  private enum CodingKeys: String, CodingKey {
    case channel, speaker, baseline, emotion, confidence, probabilities, valence, arousal, agreement
    case durationSeconds = "duration_s"
    case modalities, alignment, segments, faces, warnings, model, timing, options
  }

  private enum ModalityKeys: String, CodingKey {
    case voice, face
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encodeOrNull(channel, forKey: .channel)
    try container.encodeOrNull(speaker, forKey: .speaker)
    try container.encodeOrNull(baseline, forKey: .baseline)
    try container.encode(emotion, forKey: .emotion)
    try container.encode(confidence, places: 4, forKey: .confidence)
    try container.encode(probabilities, forKey: .probabilities)
    try container.encode(valence, places: 4, forKey: .valence)
    try container.encode(arousal, places: 4, forKey: .arousal)
    try container.encodeOrNull(agreement, places: 4, forKey: .agreement)
    try container.encode(durationSeconds, places: 3, forKey: .durationSeconds)
    var modalities = container.nestedContainer(keyedBy: ModalityKeys.self, forKey: .modalities)
    try modalities.encode(PossibleVoice(report: voice), forKey: .voice)
    try modalities.encode(PossibleFace(report: face), forKey: .face)
    try container.encodeOrNull(alignment, forKey: .alignment)
    try container.encodeOrNull(segments, forKey: .segments)
    try container.encodeOrNull(faces, forKey: .faces)
    try container.encode(warnings, forKey: .warnings)
    try container.encode(model, forKey: .model)
    try container.encode(timing, forKey: .timing)
    try container.encodeOrNull(options, forKey: .options)
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let modalities = try container.nestedContainer(keyedBy: ModalityKeys.self, forKey: .modalities)
    self.init(
      channel: try container.decodeIfPresent(Int.self, forKey: .channel),
      speaker: try container.decodeIfPresent(String.self, forKey: .speaker),
      baseline: try container.decodeIfPresent(PersonalBaseline.self, forKey: .baseline),
      emotion: try container.decode(EmotionVerdict.self, forKey: .emotion),
      confidence: try container.decode(Double.self, forKey: .confidence),
      probabilities: try container.decode(Probabilities.self, forKey: .probabilities),
      valence: try container.decode(Double.self, forKey: .valence),
      arousal: try container.decode(Double.self, forKey: .arousal),
      agreement: try container.decodeIfPresent(Double.self, forKey: .agreement),
      durationSeconds: try container.decode(Double.self, forKey: .durationSeconds),
      voice: try modalities.decode(PossibleVoice.self, forKey: .voice).report,
      face: try modalities.decode(PossibleFace.self, forKey: .face).report,
      alignment: try container.decodeIfPresent(StreamAlignment.self, forKey: .alignment),
      segments: try container.decodeIfPresent([EmotionSegment].self, forKey: .segments),
      faces: try container.decodeIfPresent([SeenFace].self, forKey: .faces),
      warnings: try container.decode([String].self, forKey: .warnings),
      model: try container.decode(String.self, forKey: .model),
      timing: try container.decode(StageTiming.self, forKey: .timing),
      options: try container.decodeIfPresent(String.self, forKey: .options)
    )
  }
}
