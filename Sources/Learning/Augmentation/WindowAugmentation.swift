import Foundation
import Fusion
import Numerics

/// Augments windows randomly, so that no two epochs are the same.
public struct WindowAugmentation: Sendable {
  /// Standard deviation of the noise on the face's embeddings, whose values are about 1. The voice's hidden states, which
  /// differ in scale, have dropout instead.
  public var noise: Float = 0.1
  /// The probability that a face sample is dropped; at least one stays.
  public var sampleDropout = 0.1
  /// Maximum shift of the face in time, in seconds, both ways.
  public var shiftSeconds = 0.08
  /// Longer windows are cropped to this many moments: 2.4 s.
  public var maxMoments = 60
  /// Seconds around the crop from which face samples are kept.
  private static let margin = 0.3

  public init() {}

  public func callAsFunction(_ whole: AlignedWindow, using generator: inout SplitMix64) -> AlignedWindow {
    let window = crop(of: whole, using: &generator)
    let shift = shiftSeconds * (2 * generator.uniform() - 1)
    var kept = window.face.instants.indices.filter { _ in generator.uniform() >= sampleDropout }
    if kept.isEmpty, !window.face.instants.isEmpty { kept = [window.face.instants.count / 2] }
    let face = AlignedStream(
      samples: augmented(window.face.samples, keeping: kept, using: &generator),
      instants: kept.map { window.face.instants[$0] + shift },
      ranges: window.face.ranges.map { Self.rows(of: $0, among: kept) }
    )
    return AlignedWindow(voice: window.voice, startSeconds: window.startSeconds, face: face)
  }

  /// Returns a random crop of a window.
  private func crop(of window: AlignedWindow, using generator: inout SplitMix64) -> AlignedWindow {
    guard window.voice.rows > maxMoments else { return window }
    let first = generator.below(window.voice.rows - maxMoments + 1)
    let start = window.startSeconds + CrossModalFusion.momentSeconds * Double(first)
    let end = start + CrossModalFusion.momentSeconds * Double(maxMoments)
    let instants = window.face.instants
    let kept = instants.indices.filter { instants[$0] >= start - Self.margin && instants[$0] <= end + Self.margin }
    let moments = Array(first..<first + maxMoments)
    return AlignedWindow(
      voice: window.voice.selecting(rows: moments, on: nil),
      startSeconds: start,
      face: AlignedStream(
        samples: window.face.samples.selecting(kept),
        instants: kept.map { instants[$0] },
        ranges: moments.map { Self.rows(of: window.face.ranges[$0], among: kept) }
      )
    )
  }

  private func augmented(
    _ samples: StreamSamples,
    keeping kept: [Int],
    using generator: inout SplitMix64
  ) -> StreamSamples {
    let selected = samples.selecting(kept)
    return StreamSamples(
      embeddings: noisy(selected.embeddings, using: &generator),
      units: selected.units,
      trust: selected.trust,
      seconds: selected.seconds,
      known: selected.known
    )
  }

  /// Returns the range of samples by index into `kept`.
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
}
