/// What voice and face of a clip express together.
public struct ClipAnalysis: Equatable, Sendable {
  /// The audio channel that was heard, counted from 1; `nil` for the mix of all.
  public var channel: Int?
  /// Whose clip it is, when the caller told how to know.
  public var speaker: String?
  /// The personal baseline that was used, if one was.
  public var baseline: PersonalBaseline?
  public var emotion: EmotionVerdict
  /// The probability of the most probable label, 0…1.
  public var confidence: Double
  public var probabilities: Probabilities
  /// −1 (unpleasant) to 1 (pleasant), derived from the probabilities.
  public var valence: Double
  /// −1 (calm) to 1 (excited), derived from the probabilities.
  public var arousal: Double
  /// 1 − Jensen–Shannon divergence (base 2) of what voice and face say alone, 0…1; `nil` with one stream.
  public var agreement: Double?
  /// How long the analysed part is, in seconds; 0 for a still image.
  public var durationSeconds: Double
  /// What the voice alone gave; `nil` when nobody was heard.
  public var voice: VoiceReport?
  /// What the face alone gave; `nil` when no face was seen.
  public var face: FaceReport?
  /// How the two streams lie in time; `nil` unless both are there.
  public var alignment: StreamAlignment?
  /// The emotion over time, when a timeline was asked for.
  public var segments: [EmotionSegment]?
  /// Every face that was seen, when all were asked for.
  public var faces: [SeenFace]?
  /// What makes the result less trustworthy, such as `backlit`; mostly empty.
  public var warnings: [String]
  /// Name and version of the fusion model.
  public var model: String
  public var timing: StageTiming
  /// The result-changing options that are not default, as one string.
  public var options: String?

  public init(
    channel: Int? = nil,
    speaker: String? = nil,
    baseline: PersonalBaseline? = nil,
    emotion: EmotionVerdict,
    confidence: Double,
    probabilities: Probabilities,
    valence: Double,
    arousal: Double,
    agreement: Double? = nil,
    durationSeconds: Double,
    voice: VoiceReport? = nil,
    face: FaceReport? = nil,
    alignment: StreamAlignment? = nil,
    segments: [EmotionSegment]? = nil,
    faces: [SeenFace]? = nil,
    warnings: [String] = [],
    model: String,
    timing: StageTiming,
    options: String? = nil
  ) {
    self.channel = channel
    self.speaker = speaker
    self.baseline = baseline
    self.emotion = emotion
    self.confidence = confidence
    self.probabilities = probabilities
    self.valence = valence
    self.arousal = arousal
    self.agreement = agreement
    self.durationSeconds = durationSeconds
    self.voice = voice
    self.face = face
    self.alignment = alignment
    self.segments = segments
    self.faces = faces
    self.warnings = warnings
    self.model = model
    self.timing = timing
    self.options = options
  }
}

/// The personal baseline a clip was scored against.
public struct PersonalBaseline: Codable, Equatable, Sendable {
  /// How many clips of the speaker it was made from.
  public var clips: Int

  public init(clips: Int) {
    self.clips = clips
  }
}
