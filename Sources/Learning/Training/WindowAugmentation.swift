import Foundation
import Fusion
import Networks
import Numerics

/// Changes windows a little before each time they are learnt from, so that no two epochs are the same.
public struct WindowAugmentation: Sendable {
  /// Standard deviation of the noise on the embeddings, of each stream in its own unit: both encoders end in a layer norm
  /// or rectifier with values of about 1.
  public var noise: Float = 0.1
  /// The probability that a frame of the face is lost; one always stays.
  public var lostFrames = 0.1
  /// Up to so many seconds the face comes earlier or later.
  public var shiftSeconds = 0.08
  /// Up to so many consecutive moments of the voice are silenced: 20 log-mel frames are five.
  public var maskedMoments = 5

  public init() {}

  public func callAsFunction(_ window: AlignedWindow, using generator: inout SplitMix64) -> AlignedWindow {
    let voice = noisy(window.voice, using: &generator)
    mask(voice, using: &generator)
    let shift = shiftSeconds * (2 * generator.uniform() - 1)
    var kept = window.face.instants.indices.filter { _ in generator.uniform() >= lostFrames }
    if kept.isEmpty, !window.face.instants.isEmpty { kept = [window.face.instants.count / 2] }
    let face = AlignedFace(
      frames: changed(window.face.frames, keeping: kept, using: &generator),
      instants: kept.map { window.face.instants[$0] + shift },
      ranges: window.face.ranges.map { Self.rows(of: $0, among: kept) }
    )
    return AlignedWindow(voice: voice, startSeconds: window.startSeconds, face: face)
  }

  private func changed(
    _ frames: FaceFrames,
    keeping kept: [Int],
    using generator: inout SplitMix64
  ) -> FaceFrames {
    FaceFrames(
      embeddings: noisy(frames.embeddings.selecting(rows: kept, on: nil), using: &generator),
      units: frames.units.selecting(rows: kept, on: nil),
      trust: kept.map { frames.trust[$0] },
      seconds: kept.map { frames.seconds[$0] },
      known: frames.known
    )
  }

  /// Where frames lie among those that were kept.
  private static func rows(of range: Range<Int>, among kept: [Int]) -> Range<Int> {
    let first = kept.firstIndex { $0 >= range.lowerBound } ?? kept.count
    let end = kept.firstIndex { $0 >= range.upperBound } ?? kept.count
    return first..<max(first, end)
  }

  private func noisy(_ rows: Matrix, using generator: inout SplitMix64) -> Matrix {
    let result = Matrix(rows: rows.rows, columns: rows.columns, values: rows.elements)
    guard noise > 0 else { return result }
    let elements = result.elements
    for index in elements.indices { elements[index] += noise * Float(generator.gaussian()) }
    return result
  }

  /// Sets a stretch of moments to 0.
  private func mask(_ voice: Matrix, using generator: inout SplitMix64) {
    let length = min(Int(generator.uniform() * Double(maskedMoments + 1)), voice.rows / 2)
    guard length > 0 else { return }
    let first = Int(generator.uniform() * Double(voice.rows - length + 1))
    for row in first..<first + length { voice.row(row).update(repeating: 0) }
  }
}
