import Emotion
import Fusion
import Numerics

/// Draws batches: corpora in proportion to the square root of their size, labels uniformly within a corpus, so that
/// neither the largest corpus nor the most frequent label dominates.
public struct BatchSampler {
  /// Composition of a batch, as probabilities. The remaining windows have both streams of one clip, unchanged.
  public struct Shares: Sendable {
    /// The voice of one clip with the face of another clip of the same label.
    public var mixedPairs = 0.45
    /// Modality dropout: windows with one stream only.
    public var voiceOnly = 0.15
    public var faceOnly = 0.15
    /// Windows whose single-stream logits are dropped from the fused logits.
    public var correctionAlone = 0.5
    /// Windows with noise on the voice's logits, and the noise's standard deviation in log-odds.
    public var noisyVoice = 0.6
    public var logitNoise = 1.5
    /// Extra voices without a face per window, for the voice loss only.
    public var voicesPerWindow = 6.0
    /// Extra faces without a voice per window, for the face loss only.
    public var facesPerWindow = 1.0
    /// Extra stills per window, drawn uniformly, and their weight in the face loss.
    public var stillsPerWindow = 3.0
    public var stillWeight = 0.3
    /// Faces in video that keep only their appearance. The reverse does not occur: faces with action units only come
    /// from tables, on a scale of their own.
    public var appearanceOnly = 0.15
    /// Windows from degraded recordings, and voices from them where no face comes from the same clip.
    public var degraded = 0.3
    public var degradedVoices = 0.5
    /// Windows with a speaker baseline, and its number of clips; nil stands for all clips.
    public var withBaseline = 0.6
    public var baselineClips: [Int?] = [1, 3, 8, 16, nil, nil]
    /// Dropout on the distance of a face to its baseline: for appearance, and for action units.
    public var appearanceDropout: Float = 0.5
    public var unitDropout: Float = 0.1
    /// Dropout on hidden states, and on the pooled voice or its distance to its baseline.
    public var stateDropout: Float = 0.5
    public var voiceDropout: Float = 0.5

    public init() {}
  }

  /// One training window.
  struct Example {
    let window: AlignedWindow
    let target: EmotionTarget
    /// The speakers of the voice and of the face; nil if unknown.
    let voiceSpeaker: String?
    let faceSpeaker: String?
    /// Voice and face come from the same clip and are aligned.
    var isGenuine = false
  }

  private let shares: Shares
  private let augmentation: WindowAugmentation
  private let voices: StratifiedSampler
  private let faces: StratifiedSampler
  private let pairs: StratifiedSampler
  private let stills: [TrainingClip]
  /// The speakers to draw baselines from.
  var speakers: SpeakerStatistics
  /// Checkpoints save its state.
  var generator: SplitMix64

  /// - Parameters:
  ///   - clips: at least one has a voice or a face.
  ///   - speakers: the speakers to draw baselines from.
  public init(
    _ clips: [TrainingClip],
    speakers: SpeakerStatistics,
    shares: Shares = Shares(),
    augmentation: WindowAugmentation = WindowAugmentation(),
    seed: UInt64
  ) {
    self.shares = shares
    self.augmentation = augmentation
    self.speakers = speakers
    stills = clips.filter(\.isStill)
    // Stills are drawn separately.
    let moving = stills.count == clips.count ? clips : clips.filter { !$0.isStill }
    voices = StratifiedSampler(moving, .voice, degradedShare: shares.degradedVoices)
    faces = StratifiedSampler(moving, .face, degradedShare: shares.degraded)
    pairs = StratifiedSampler(moving, .both, degradedShare: shares.degraded)
    generator = SplitMix64(seed: seed)
  }

  /// Draws a batch of `count` windows, plus extra voices, faces and stills.
  public mutating func batch(_ count: Int) -> TrainingBatch {
    var examples = (0..<count).map { _ in example() }
    let faceCount = faces.isEmpty ? 0 : Int((shares.facesPerWindow * Double(count)).rounded())
    for _ in 0..<faceCount { examples.append(faceOnly()!) }
    let stillCount = stills.isEmpty ? 0 : Int((shares.stillsPerWindow * Double(count)).rounded())
    for _ in 0..<stillCount { examples.append(still()) }
    let windows = fusionBatch(examples)
    let noise = voiceNoise(examples.count)
    let voiceCount = voices.isEmpty ? 0 : Int((shares.voicesPerWindow * Double(count)).rounded())
    let voices = (0..<voiceCount).map { _ in voiceOnly()! }
    return TrainingBatch(
      windows,
      targets: examples.map(\.target),
      weights: examples.indices.map { $0 < count ? 1 : 0 },
      faceWeights: examples.indices.map { index in
        examples[index].window.face.samples.count == 0 ? 0 : index < count + faceCount ? 1 : shares.stillWeight
      },
      genuine: examples.indices.map { examples[$0].isGenuine },
      noise: LogitNoise(
        added: [.voice: noise],
        isCorrectionAlone: examples.map { _ in generator.uniform() < shares.correctionAlone }
      ),
      voices: fusionBatch(voices),
      voiceTargets: voices.map(\.target)
    )
  }

  private mutating func fusionBatch(_ examples: [Example]) -> FusionBatch {
    let windows = examples.map { augmentation(droppingActionUnits($0.window), using: &generator) }
    let baselines = examples.map { baseline($0) }
    return FusionBatch(windows, baselines: baselines, dropout: dropout(windows))
  }

  private mutating func voiceNoise(_ count: Int) -> Matrix {
    let labels = EmotionLabel.allCases.count
    let noise = Matrix(rows: count, columns: labels)
    for row in 0..<count where generator.uniform() < shares.noisyVoice {
      for label in 0..<labels { noise[row, label] = Float(shares.logitNoise * generator.gaussian()) }
    }
    return noise
  }

  private mutating func dropout(_ windows: [AlignedWindow]) -> ByModality<StreamDropout> {
    let (count, shares) = (windows.count, shares)
    let face = factors(count, FaceFeatures.width) { feature in
      feature < FaceHead.width ? shares.appearanceDropout : shares.unitDropout
    }
    var dropout: ByModality<StreamDropout> = [.face: StreamDropout(features: face)]
    if let channels = windows.first?.voice.columns {
      dropout[.voice] = StreamDropout(
        samples: factors(count, channels) { _ in shares.stateDropout },
        features: factors(count, VoiceHead.pooledWidth) { _ in shares.voiceDropout }
      )
    }
    return dropout
  }

  /// Draws dropout factors, (count, width), with the probability `rate` of each column.
  private mutating func factors(_ count: Int, _ width: Int, rate: (Int) -> Float) -> Matrix {
    let factors = Matrix(rows: count, columns: width)
    for row in 0..<count {
      let values = factors.row(row)
      for column in values.indices {
        let rate = rate(column)
        values[column] = Float(generator.uniform()) < rate ? 0 : 1 / (1 - rate)
      }
    }
    return factors
  }

  private mutating func baseline(_ example: Example) -> SpeakerBaseline? {
    guard generator.uniform() < shares.withBaseline, !shares.baselineClips.isEmpty else { return nil }
    let count = shares.baselineClips[generator.below(shares.baselineClips.count)]
    return speakers.baseline(
      voiceOf: example.voiceSpeaker,
      faceOf: example.faceSpeaker,
      clipCount: count,
      using: &generator
    )
  }

  /// Drops the action units of some faces in video.
  private mutating func droppingActionUnits(_ window: AlignedWindow) -> AlignedWindow {
    let known = window.face.samples.known
    let units: FeatureGroups = [.intensities, .presences]
    guard known.contains(.appearance), !known.isDisjoint(with: units) else { return window }
    return generator.uniform() < shares.appearanceOnly ? window.restricted(to: .appearance) : window
  }

  /// Nil if no clip has a voice.
  private mutating func voiceOnly() -> Example? {
    voices.draw(using: &generator).map {
      Example(window: $0.window.voiceOnly, target: $0.target, voiceSpeaker: $0.voiceSpeaker, faceSpeaker: nil)
    }
  }

  /// Nil if no clip has a face.
  private mutating func faceOnly() -> Example? {
    faces.draw(using: &generator).map {
      Example(window: $0.window.faceOnly, target: $0.target, voiceSpeaker: nil, faceSpeaker: $0.faceSpeaker)
    }
  }

  private mutating func still() -> Example {
    let clip = stills[generator.below(stills.count)]
    return Example(window: clip.windows[0].aligned, target: clip.target, voiceSpeaker: nil, faceSpeaker: clip.speaker)
  }

  private mutating func example() -> Example {
    let draw = generator.uniform()
    if draw < shares.voiceOnly, let voice = voiceOnly() { return voice }
    if draw < shares.voiceOnly + shares.faceOnly, let face = faceOnly() { return face }
    let isMixed = draw < shares.voiceOnly + shares.faceOnly + shares.mixedPairs || pairs.isEmpty
    if isMixed, let voice = voices.draw(using: &generator) {
      let face = faces.draw(labelled: voice.target.label, using: &generator)
      return Example(
        window: face.map { voice.window.with(faceOf: $0.window) } ?? voice.window.voiceOnly,
        target: voice.target,
        voiceSpeaker: voice.voiceSpeaker,
        faceSpeaker: face?.faceSpeaker
      )
    }
    if var example = pairs.draw(using: &generator) {
      example.isGenuine = true
      return example
    }
    guard let example = faces.draw(using: &generator) else { preconditionFailure("there is nothing to learn from") }
    return example
  }
}

extension AlignedWindow {
  /// The window without its face.
  var voiceOnly: AlignedWindow {
    AlignedWindow(voice: voice, startSeconds: startSeconds, face: .absent(moments: voice.rows))
  }

  /// The window without its voice.
  var faceOnly: AlignedWindow {
    let silence = Matrix(rows: 0, columns: voice.columns)
    let face = AlignedStream(samples: face.samples, instants: face.instants, ranges: [])
    return AlignedWindow(voice: silence, startSeconds: startSeconds, face: face)
  }

  /// Returns the window with only these features of its face known.
  func restricted(to groups: FeatureGroups) -> AlignedWindow {
    let restricted = AlignedStream(
      samples: face.samples.restricted(to: groups),
      instants: face.instants,
      ranges: face.ranges
    )
    return AlignedWindow(voice: voice, startSeconds: startSeconds, face: restricted)
  }

  /// Returns this window's voice with another window's face, stretched to the voice's duration. The two have no
  /// alignment, so each moment is paired with the nearest sample.
  func with(faceOf other: AlignedWindow) -> AlignedWindow {
    guard voice.rows > 0, let first = other.face.instants.first, let last = other.face.instants.last else {
      return voiceOnly
    }
    let seconds = CrossModalFusion.momentSeconds * Double(voice.rows - 1)
    let scale = last > first ? seconds / (last - first) : 0
    let instants = other.face.instants.map { startSeconds + scale * ($0 - first) }
    var nearest = 0
    let ranges = (0..<voice.rows).map { moment -> Range<Int> in
      let instant = startSeconds + CrossModalFusion.momentSeconds * Double(moment)
      while nearest + 1 < instants.count, abs(instants[nearest + 1] - instant) <= abs(instants[nearest] - instant) {
        nearest += 1
      }
      return nearest..<nearest + 1
    }
    let face = AlignedStream(samples: other.face.samples, instants: instants, ranges: ranges)
    return AlignedWindow(voice: voice, startSeconds: startSeconds, face: face)
  }
}
