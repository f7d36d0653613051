import Emotion
import Fusion
import Numerics

/// Draws what a batch is made of: corpora by the square root of their size, labels evenly inside a corpus, so that neither
/// the largest corpus nor the most frequent label wins.
public struct BatchSampler {
  /// How often what is drawn; the rest are clips with both streams as they are.
  public struct Shares: Sendable {
    /// A voice of one clip with a face of another of the same label.
    public var mixedPairs = 0.45
    /// The face is left out, or the voice.
    public var voiceOnly = 0.15
    public var faceOnly = 0.15
    /// Windows in which neither stream's own opinion counts.
    public var correctionAlone = 0.5
    /// Windows with noise on the voice's opinion, and its standard deviation in log-odds.
    public var doubted = 0.6
    public var doubt = 1.5
    /// Faces alone beside the windows of a batch, for the face's loss only.
    public var facesPerWindow = 1.0
    /// Samples beside them, drawn all alike, and how much each counts for the face's loss.
    public var framesPerWindow = 3.0
    public var imageWeight = 0.3
    /// How often of a face in a sample only its looks are left. A face of which only units are known comes from a table,
    /// which has a scale of its own.
    public var appearanceOnly = 0.15
    /// Windows of a worse recording.
    public var degraded = 0.3
    /// Windows that are read against a baseline of this many clips of the person; nil stands for all there are.
    public var withBaseline = 0.6
    public var baselineClips: [Int?] = [1, 3, 8, 16, nil, nil]
    /// Features of how far a face is from the usual that are left out.
    public var appearanceDropout: Float = 0.5
    public var lostUnits: Float = 0.1

    public init() {}
  }

  /// One window to learn from.
  struct Example {
    let window: AlignedWindow
    let target: EmotionTarget
    /// Whose voice and whose face it is; nil where nobody knows.
    let speaker: String?
    let seen: String?
    /// Voice and face are of one clip, moment by moment.
    var isGenuine = false
  }

  private let shares: Shares
  private let augmentation: WindowAugmentation
  private let voices: StratifiedSampler
  private let faces: StratifiedSampler
  private let pairs: StratifiedSampler
  private let stills: [TrainingClip]
  private let people: SpeakerStatistics
  /// A checkpoint holds its state.
  var generator: SplitMix64

  /// - Parameters:
  ///   - clips: at least one has a voice or a face.
  ///   - people: whom baselines are drawn of.
  public init(
    _ clips: [TrainingClip],
    people: SpeakerStatistics,
    shares: Shares = Shares(),
    augmentation: WindowAugmentation = WindowAugmentation(),
    seed: UInt64
  ) {
    self.shares = shares
    self.augmentation = augmentation
    self.people = people
    stills = clips.filter(\.isStill)
    // Samples have a place of their own in a batch.
    let moving = stills.count == clips.count ? clips : clips.filter { !$0.isStill }
    voices = StratifiedSampler(moving, .heard, degradedShare: shares.degraded)
    faces = StratifiedSampler(moving, .seen, degradedShare: shares.degraded)
    pairs = StratifiedSampler(moving, .whole, degradedShare: shares.degraded)
    generator = SplitMix64(seed: seed)
  }

  /// A batch of that many windows, and of faces and samples beside them.
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

  /// 0 for the features that are left out, the others so much greater.
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
    return people.baseline(voiceOf: example.speaker, faceOf: example.seen, clipCount: count, using: &generator)
  }

  /// A face that is known by its looks and its units may lose the latter.
  private mutating func degraded(_ window: AlignedWindow) -> AlignedWindow {
    let known = window.face.samples.known
    let units: FeatureGroups = [.intensities, .presences]
    guard known.contains(.appearance), !known.isDisjoint(with: units) else { return window }
    return generator.uniform() < shares.appearanceOnly ? window.knowing(.appearance) : window
  }

  /// Nil where there is none.
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
  /// The same without its face.
  var voiceOnly: AlignedWindow {
    AlignedWindow(voice: voice, startSeconds: startSeconds, face: .absent(moments: voice.rows))
  }

  /// The same without its voice.
  var faceOnly: AlignedWindow {
    let silence = Matrix(rows: 0, columns: voice.columns)
    let face = AlignedStream(samples: face.samples, instants: face.instants, ranges: [])
    return AlignedWindow(voice: silence, startSeconds: startSeconds, face: face)
  }

  /// The same with less known of its face.
  func knowing(_ groups: FeatureGroups) -> AlignedWindow {
    let seen = AlignedStream(samples: face.samples.knowing(groups), instants: face.instants, ranges: face.ranges)
    return AlignedWindow(voice: voice, startSeconds: startSeconds, face: seen)
  }

  /// This window's voice with another's face, which is stretched over the voice's time. Nothing is known of what belongs to
  /// which instant: each moment is paired with the sample nearest to it.
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
