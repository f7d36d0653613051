import Face
import Foundation
import Media
import Numerics
import Perception
import Voice

/// A worse recording of a clip, the same for the same seed: noise over the voice, the face dark before a flickering
/// background, frames lost in bursts, the face's crop off its place, and parts of the spectrogram missing (SpecAugment:
/// Park and others 2019).
final class RecordingDegradation: ClipDegradation {
  /// Decibels of the clip over the noise.
  private static let noiseRatios = 5.0...25.0
  /// Of the crop's place and size, in shares of the face's width.
  private static let displacementShare = 0.1
  /// Log-mel steps and bands that are masked in a window.
  private static let maskedSteps = 20
  private static let maskedBands = 5

  let displacement: CropDisplacement
  private let noise: Float
  /// 0 is white noise; towards 1 the deep frequencies are louder.
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
    drops = FrameDrops(seed: generator.next(), share: 0.05, longest: 6)
    tracker = FaceTracker(networks: networks)
    self.generator = generator
  }

  /// Mean power of white noise of the deviation 1 in a log-mel cell.
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

  /// Nil where the frame is lost.
  private func backlit(_ frame: VideoFrame) -> VideoFrame? {
    if drops.next() { return nil }
    guard let light else { return frame }
    let faces = tracker.observe(frame, luma: Image.luma(of: frame)).faces
    landmarks = faces.max { $0.box.area < $1.box.area }?.landmarks ?? landmarks
    return landmarks.map { light.degrade(frame, landmarks: $0) } ?? frame
  }

  /// A window without some frames and bands, where the mean stands instead.
  func masked(_ window: MeasuredWindow) -> MeasuredWindow {
    let logMel = Matrix(rows: window.logMel.rows, columns: window.logMel.columns, values: window.logMel.elements)
    guard logMel.rows > 2 * Self.maskedSteps else { return window }
    let mean = logMel.elements.reduce(0, +) / Float(logMel.rows * logMel.columns)
    let firstFrame = generator.below(logMel.rows - Self.maskedSteps)
    let firstBand = generator.below(logMel.columns - Self.maskedBands)
    for frame in 0..<logMel.rows {
      let isLost = (firstFrame..<firstFrame + Self.maskedSteps).contains(frame)
      let lost = isLost ? 0..<logMel.columns : firstBand..<firstBand + Self.maskedBands
      UnsafeMutableBufferPointer(rebasing: logMel.row(frame)[lost]).update(repeating: mean)
    }
    return MeasuredWindow(
      logMel: logMel,
      startSeconds: window.startSeconds,
      face: window.face,
      quality: window.quality
    )
  }
}

/// Which frames of a film are lost, in bursts, the same for the same seed.
public struct FrameDrops: Sendable {
  private var generator: SplitMix64
  private let share: Double
  private let longest: Int
  private var left = 0

  /// - Parameters:
  ///   - share: the probability, 0…1, that a burst begins with a frame that none has taken.
  ///   - longest: a burst takes 1 to so many frames, all lengths alike.
  public init(seed: UInt64, share: Double, longest: Int) {
    generator = SplitMix64(seed: seed)
    self.share = share
    self.longest = longest
  }

  /// Whether the next frame is lost.
  public mutating func next() -> Bool {
    if left == 0, generator.uniform() < share { left = 1 + Int(generator.uniform() * Double(longest)) }
    guard left > 0 else { return false }
    left -= 1
    return true
  }
}
