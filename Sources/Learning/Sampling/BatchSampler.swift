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
    public var doubted = 0.6
    public var doubt = 1.5
    /// Extra faces without a voice per window, for the face loss only.
    public var facesPerWindow = 1.0
    /// Extra stills per window, drawn uniformly, and their weight in the face loss.
    public var framesPerWindow = 3.0
    public var imageWeight = 0.3
    /// Faces in video that keep only their appearance. The reverse does not occur: faces with action units only come
    /// from tables, on a scale of their own.
    public var appearanceOnly = 0.15
    /// Windows from degraded recordings.
    public var degraded = 0.3
    /// Windows with a speaker baseline, and its number of clips; nil stands for all clips.
    public var withBaseline = 0.6
    public var baselineClips: [Int?] = [1, 3, 8, 16, nil, nil]
    /// Dropout on the distance of a face to its baseline: for appearance, and for action units.
    public var appearanceDropout: Float = 0.5
    public var lostUnits: Float = 0.1

    public init() {}
  }

  /// One training window.
  struct Example {
    let window: AlignedWindow
    let target: EmotionTarget
    /// The speakers of the voice and of the face; nil if unknown.
    let speaker: String?
    let seen: String?
    /// Voice and face come from the same clip and are aligned.
    var isGenuine = false
  }

  private let shares: Shares
  private let augmentation: WindowAugmentation
  private let voices: StratifiedSampler
  private let faces: StratifiedSampler
  private let pairs: StratifiedSampler
  private let stills: [TrainingClip]
  private let speakers: SpeakerStatistics
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
    voices = StratifiedSampler(moving, .heard, degradedShare: shares.degraded)
    faces = StratifiedSampler(moving, .seen, degradedShare: shares.degraded)
    pairs = StratifiedSampler(moving, .whole, degradedShare: shares.degraded)
    generator = SplitMix64(seed: seed)
  }

  /// Draws a batch of `count` windows, plus extra faces and stills.
  public mutating func batch(_ count: Int) -> TrainingBatch {
    var examples = (0..<count).map { _ in example() }
    let faceCount = faces.isEmpty ? 0 : Int((shares.facesPerWindow * Double(count)).rounded())
    for _ in 0..<faceCount { examples.append(faceOnly()!) }
    let frameCount = stills.isEmpty ? 0 : Int((shares.framesPerWindow * Double(count)).rounded())
    for _ in 0..<frameCount { examples.append(sample()) }
    let windows = examples.map { augmentation(degraded($0.window), using: &generator) }
    let baselines = examples.map { baseline($0) }
    let (doubts, kept) = (doubts(examples.count), dropoutMask(examples.count))
    return TrainingBatch(
      FusionBatch(windows, baselines: baselines, dropoutMask: kept),
      targets: examples.map(\.target),
      counts: examples.indices.map { $0 < count ? 1 : 0 },
      faceCounts: examples.indices.map { index in
        examples[index].window.face.samples.count == 0 ? 0 : index < count + faceCount ? 1 : shares.imageWeight
      },
      genuine: examples.indices.map { examples[$0].isGenuine },
      noise: LogitNoise(
        added: [.voice: doubts],
        isCorrectionAlone: examples.map { _ in generator.uniform() < shares.correctionAlone }
      )
    )
  }

  private mutating func doubts(_ count: Int) -> Matrix {
    let labels = EmotionLabel.allCases.count
    let doubts = Matrix(rows: count, columns: labels)
    for row in 0..<count where generator.uniform() < shares.doubted {
      for label in 0..<labels { doubts[row, label] = Float(shares.doubt * generator.gaussian()) }
    }
    return doubts
  }

  /// Draws dropout factors: 0 for dropped features, 1 / (1 − p) for the others.
  private mutating func dropoutMask(_ count: Int) -> Matrix {
    let factors = Matrix(rows: count, columns: FaceFeatures.width)
    for row in 0..<count {
      let values = factors.row(row)
      for feature in values.indices {
        let lost = feature < FaceHead.width ? shares.appearanceDropout : shares.lostUnits
        values[feature] = Float(generator.uniform()) < lost ? 0 : 1 / (1 - lost)
      }
    }
    return factors
  }

  private mutating func baseline(_ example: Example) -> SpeakerBaseline? {
    guard generator.uniform() < shares.withBaseline, !shares.baselineClips.isEmpty else { return nil }
    let count = shares.baselineClips[generator.below(shares.baselineClips.count)]
    return speakers.baseline(voiceOf: example.speaker, faceOf: example.seen, clipCount: count, using: &generator)
  }

  /// Drops the action units of some faces in video.
  private mutating func degraded(_ window: AlignedWindow) -> AlignedWindow {
    let known = window.face.samples.known
    let units: FeatureGroups = [.intensities, .presences]
    guard known.contains(.appearance), !known.isDisjoint(with: units) else { return window }
    return generator.uniform() < shares.appearanceOnly ? window.restricted(to: .appearance) : window
  }

  /// Nil if no clip has a face.
  private mutating func faceOnly() -> Example? {
    faces.draw(using: &generator).map {
      Example(window: $0.window.faceOnly, target: $0.target, speaker: nil, seen: $0.seen)
    }
  }

  private mutating func sample() -> Example {
    let clip = stills[generator.below(stills.count)]
    return Example(window: clip.windows[0].aligned, target: clip.target, speaker: nil, seen: clip.person)
  }

  private mutating func example() -> Example {
    let place = generator.uniform()
    if place < shares.voiceOnly, let voice = voices.draw(using: &generator) {
      return Example(window: voice.window.voiceOnly, target: voice.target, speaker: voice.speaker, seen: nil)
    }
    if place < shares.voiceOnly + shares.faceOnly, let face = faceOnly() { return face }
    let isMixed = place < shares.voiceOnly + shares.faceOnly + shares.mixedPairs || pairs.isEmpty
    if isMixed, let voice = voices.draw(using: &generator) {
      let face = faces.draw(labelled: voice.target.label, using: &generator)
      return Example(
        window: face.map { voice.window.with(faceOf: $0.window) } ?? voice.window.voiceOnly,
        target: voice.target,
        speaker: voice.speaker,
        seen: face?.seen
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
    let seen = AlignedStream(samples: face.samples.restricted(to: groups), instants: face.instants, ranges: face.ranges)
    return AlignedWindow(voice: voice, startSeconds: startSeconds, face: seen)
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
