import Face
import Media
import Numerics
import Perception

/// Degrades a clip's recording, reproducibly by seed: its sound, backlight with flicker, frames dropped in bursts, and a
/// displaced face crop.
final class RecordingDegradation: ClipDegradation {
  /// Maximum displacement and scaling of the crop, as a fraction of the face's width.
  private static let displacementShare = 0.1

  let displacement: CropDisplacement
  private var sound: SoundDegradation
  private let light: BacklightSimulation?
  private var drops: FrameDrops
  private var tracker: FaceTracker
  private var landmarks: Landmarks?

  /// - Parameters:
  ///   - seed: any text.
  ///   - level: mean power of the clip's log-mel cells.
  init(seed: String, level: Double, networks: FaceNetworks) {
    let number = Checksum.sha256(of: seed).prefix(16).utf8.reduce(UInt64(0)) { $0 &* 31 &+ UInt64($1) }
    var generator = SplitMix64(seed: number)
    let share = Self.displacementShare
    displacement = CropDisplacement(
      x: generator.uniform(in: -share...share),
      y: generator.uniform(in: -share...share),
      scale: generator.uniform(in: 1 - share...1 + share)
    )
    light =
      generator.uniform() < 0.5
      ? BacklightSimulation(
        faceGain: generator.uniform(in: 0.2...0.8),
        backgroundGain: generator.uniform(in: 1...4),
        depth: generator.uniform(in: 0...0.3),
        hertz: generator.uniform(in: 3...12),
        phase: generator.uniform(in: 0...2 * .pi)
      ) : nil
    drops = FrameDrops(seed: generator.next(), share: 0.05, maxLength: 6)
    tracker = FaceTracker(networks: networks)
    sound = SoundDegradation(level: level, generator: generator)
  }

  func degrade(_ event: MediaEvent) -> MediaEvent? {
    switch event {
    case .sound(let block): .sound(block.mappingChannels { sound.degrade($0) })
    case .frame(let frame): backlit(frame).map(MediaEvent.frame)
    }
  }

  /// Nil if the frame is dropped.
  private func backlit(_ frame: VideoFrame) -> VideoFrame? {
    if drops.next() { return nil }
    guard let light else { return frame }
    let faces = tracker.observe(frame, luma: Image.luma(of: frame)).faces
    landmarks = faces.max { $0.box.area < $1.box.area }?.landmarks ?? landmarks
    return landmarks.map { light.degrade(frame, landmarks: $0) } ?? frame
  }
}

/// Drops frames of a video in bursts, reproducibly by seed.
public struct FrameDrops: Sendable {
  private var generator: SplitMix64
  private let share: Double
  private let maxLength: Int
  private var left = 0

  /// - Parameters:
  ///   - share: the probability, 0…1, that a burst begins at a frame outside any burst.
  ///   - maxLength: the maximum length of a burst in frames; lengths from 1 are equally likely.
  public init(seed: UInt64, share: Double, maxLength: Int) {
    generator = SplitMix64(seed: seed)
    self.share = share
    self.maxLength = maxLength
  }

  /// Returns whether the next frame is dropped.
  public mutating func next() -> Bool {
    if left == 0, generator.uniform() < share { left = 1 + Int(generator.uniform() * Double(maxLength)) }
    guard left > 0 else { return false }
    left -= 1
    return true
  }
}
