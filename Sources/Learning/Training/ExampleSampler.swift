import Fusion
import Numerics

/// Draws what a batch is made of: corpora by the square root of their size, labels evenly inside a corpus, so that neither
/// the largest corpus nor the most frequent label wins.
public struct ExampleSampler {
  /// How often what is drawn; the rest are clips with both streams as they are.
  public struct Shares: Sendable {
    /// A voice of one clip with a face of another of the same label.
    public var mixedPairs = 0.45
    /// The face is left out, or the voice.
    public var voiceAlone = 0.15
    public var faceAlone = 0.15
    /// Windows in which neither stream's own opinion counts.
    public var correctionAlone = 0.5
    /// Windows with noise on the voice's opinion, and its standard deviation in log-odds.
    public var doubted = 0.6
    public var doubt = 1.5

    public init() {}
  }

  /// One window to learn from.
  struct Example {
    let window: AlignedWindow
    let target: EmotionTarget
  }

  private let shares: Shares
  private let augmentation: WindowAugmentation
  private let voices: Drawer
  private let faces: Drawer
  private let pairs: Drawer
  /// A checkpoint holds its state.
  var generator: SplitMix64

  /// - Parameter clips: at least one has a voice or a face.
  public init(
    _ clips: [TrainingClip],
    shares: Shares = Shares(),
    augmentation: WindowAugmentation = WindowAugmentation(),
    seed: UInt64
  ) {
    self.shares = shares
    self.augmentation = augmentation
    voices = Drawer(clips, windows: \.heard)
    faces = Drawer(clips, windows: \.seen)
    pairs = Drawer(clips, windows: \.whole)
    generator = SplitMix64(seed: seed)
  }

  /// A batch of that many windows.
  public mutating func batch(_ count: Int) -> TrainingBatch {
    let examples = (0..<count).map { _ in example() }
    let labels = EmotionLabel.allCases.count
    let doubts = Matrix(rows: count, columns: labels)
    for row in 0..<count where generator.uniform() < shares.doubted {
      for label in 0..<labels { doubts[row, label] = Float(shares.doubt * generator.gaussian()) }
    }
    return TrainingBatch(
      FusionBatch(examples.map { augmentation($0.window, using: &generator) }),
      targets: examples.map(\.target),
      spoiling: OpinionNoise(
        voice: doubts,
        isCorrectionAlone: (0..<count).map { _ in generator.uniform() < shares.correctionAlone }
      )
    )
  }

  private mutating func example() -> Example {
    let place = generator.uniform()
    if place < shares.voiceAlone, let voice = voices.draw(using: &generator) {
      return Example(window: voice.window.voiceAlone, target: voice.target)
    }
    if place < shares.voiceAlone + shares.faceAlone, let face = faces.draw(using: &generator) {
      return Example(window: face.window.faceAlone, target: face.target)
    }
    let isMixed = place < shares.voiceAlone + shares.faceAlone + shares.mixedPairs || pairs.isEmpty
    if isMixed, let voice = voices.draw(using: &generator) {
      let face = faces.draw(labelled: voice.target.label, using: &generator)
      return Example(
        window: face.map { voice.window.with(faceOf: $0.window) } ?? voice.window.voiceAlone,
        target: voice.target
      )
    }
    guard let example = pairs.draw(using: &generator) ?? faces.draw(using: &generator) else {
      preconditionFailure("there is nothing to learn from")
    }
    return example
  }
}
