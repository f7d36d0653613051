import Face
import Foundation
import Media
import Numerics
import Perception
import Voice

/// Degrades a clip's recording, reproducibly by seed: noise on the voice, backlight with flicker, frames dropped in
/// bursts, and a displaced face crop.
final class RecordingDegradation: ClipDegradation {
  /// Signal-to-noise ratios in decibels.
  private static let noiseRatios = 5.0...25.0
  /// Maximum displacement and scaling of the crop, as a fraction of the face's width.
  private static let displacementShare = 0.1

  let displacement: CropDisplacement
  private let noise: Float
  /// 0 is white noise; towards 1, low frequencies dominate.
  private let colour: Float
  private var last: Float = 0
  private let light: BacklightSimulation?
  private var drops: FrameDrops
  private var generator: SplitMix64
  private var tracker: FaceTracker
  private var landmarks: Landmarks?

  /// - Parameters:
  ///   - seed: any text.
  ///   - level: mean power of the clip's log-mel cells.
  init(seed: String, level: Double, networks: FaceNetworks) {
    let number = Checksum.sha256(of: seed).prefix(16).utf8.reduce(UInt64(0)) { $0 &* 31 &+ UInt64($1) }
    var generator = SplitMix64(seed: number)
    func within(_ range: ClosedRange<Double>) -> Double {
      range.lowerBound + generator.uniform() * (range.upperBound - range.lowerBound)
    }
    let share = Self.displacementShare
    displacement = CropDisplacement(
      x: within(-share...share),
      y: within(-share...share),
      scale: within(1 - share...1 + share)
    )
    noise = Float((level / Self.cellPower / pow(10, within(Self.noiseRatios) / 10)).squareRoot())
    colour = Float(within(0...0.95))
    light =
      within(0...1) < 0.5
      ? BacklightSimulation(
        faceGain: within(0.2...0.8),
        backgroundGain: within(1...4),
        depth: within(0...0.3),
        hertz: within(3...12),
        phase: within(0...2 * .pi)
      ) : nil
    drops = FrameDrops(seed: generator.next(), share: 0.05, maxLength: 6)
    tracker = FaceTracker(networks: networks)
    self.generator = generator
  }

  /// Mean power in a log-mel cell of white noise with standard deviation 1.
  private static let cellPower: Double = {
    var generator = SplitMix64(seed: 1)
    let cells = LogMel.compute((0..<LogMel.sampleRate).map { _ in Float(generator.gaussian()) })
    return cells.elements.reduce(0) { $0 + exp(Double($1)) } / Double(cells.rows * cells.columns)
  }()

  func degrade(_ event: MediaEvent) -> MediaEvent? {
    switch event {
    case .sound(let block): .sound(block.mappingChannels(noisy))
    case .frame(let frame): backlit(frame).map(MediaEvent.frame)
    }
  }

  private func noisy(_ samples: [Float]) -> [Float] {
    guard noise > 0 else { return samples }
    let gain = (1 - colour * colour).squareRoot()
    return samples.map { sample in
      last = colour * last + gain * Float(generator.gaussian())
      return sample + noise * last
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
