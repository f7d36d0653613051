import Face
import Numerics

/// The face of a clip as a table measures it, instead of its frames. Some ten rows a second are kept, as an analysis
/// looks at frames; a single row holds for the whole clip.
struct MeasuredFace: FaceStream {
  private let samples: FaceSamples
  /// Times of the rows looked at, with a face or without, in order.
  private let frames: [Double]
  let faceCount: Int
  private let isConstant: Bool
  /// The table is known whole, but goes with the sound, as frames come with it.
  private(set) var latestSeconds = 0.0
  /// What lies beyond is no part of the clip.
  private var endSeconds = Double.infinity

  /// - Parameters:
  ///   - samples: those of the face that counts.
  ///   - frames: times of the rows looked at, ascending.
  ///   - faceCount: the most faces at once.
  ///   - isConstant: the one row there is holds all the time.
  init(samples: FaceSamples, frames: [Double], faceCount: Int, isConstant: Bool) {
    self.samples = samples
    self.frames = frames
    self.faceCount = faceCount
    self.isConstant = isConstant
  }

  /// So much sound has come. Seconds.
  mutating func advance(by seconds: Double) {
    latestSeconds += seconds
  }

  /// The clip ends there, in seconds from the start of the analysed part. Something of a still is seen, too.
  mutating func end(at seconds: Double) {
    endSeconds = max(seconds, FaceTableSampler.interval / 2)
  }

  var isSeen: Bool {
    let count = samples.times.count
    return count > 0 && count >= min(FaceTrack.minFrames, frames.count)
  }

  var coverage: Double? { frames.isEmpty ? 0 : min(1, Double(samples.times.count) / Double(frames.count)) }

  /// Of the frame nothing is known.
  var flags: [QualityFlag] { [] }

  /// Where the last row stands for its time to end; 0 without rows.
  var tableSeconds: Double { isConstant ? 0 : frames.last.map { $0 + FaceTableSampler.interval } ?? 0 }

  func faces(from start: Double, to end: Double, bands: Matrix?, selector: inout FaceSelector) -> WindowFaces {
    let end = min(end, endSeconds)
    if isConstant { return facesOfOnlyRow(from: start, to: end) }
    let range = samples.times.partition(start)..<max(samples.times.partition(start), samples.times.partition(end))
    let movement = samples.movement(in: range)
    let seen = range.enumerated().map { row, index in
      samples.sample(index, at: samples.times[index], mouth: (movement[row, 0], movement[row, 1]))
    }
    let count = frames.partition(end) - frames.partition(start)
    return WindowFaces(seen: seen, frameCount: max(count, seen.count))
  }

  func observations(from start: Double, to end: Double) -> [FrameObservation] { [] }

  /// A face that stays as it is, as often as frames would show it.
  private func facesOfOnlyRow(from start: Double, to end: Double) -> WindowFaces {
    let first = Int((start / FaceTableSampler.interval - 1e-6).rounded(.up))
    let last = Int((end / FaceTableSampler.interval - 1e-6).rounded(.up))
    guard first < last else { return WindowFaces(seen: [], frameCount: 0) }
    guard !samples.times.isEmpty else { return WindowFaces(seen: [], frameCount: last - first) }
    let seen = (first..<last).map { index in
      samples.sample(0, at: Double(index) * FaceTableSampler.interval, mouth: (0, 0))
    }
    return WindowFaces(seen: seen, frameCount: seen.count)
  }
}

extension [Double] {
  /// The index of the first of the ascending times that is not before `time`.
  fileprivate func partition(_ time: Double) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self[middle] < time { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
