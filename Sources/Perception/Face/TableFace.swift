import Face
import Numerics

/// A clip's face from a table instead of its frames. About ten rows a second are kept, as many as an analysis reads
/// frames; a single row applies to the whole clip.
struct TableFace: FaceStream {
  private let samples: FaceSamples
  /// Times of the sampled rows, with or without a face, ascending.
  private let frames: [Double]
  let faceCount: Int
  private let isConstant: Bool
  /// The table is known in full, but is released at the pace of the sound, as frames would be.
  private(set) var latestSeconds = 0.0
  /// Rows beyond are not part of the clip.
  private var endSeconds = Double.infinity

  /// - Parameters:
  ///   - samples: the samples of the selected face.
  ///   - frames: times of the sampled rows, ascending.
  ///   - faceCount: the maximum number of simultaneous faces.
  ///   - isConstant: the table has one row, which applies at all times.
  init(samples: FaceSamples, frames: [Double], faceCount: Int, isConstant: Bool) {
    self.samples = samples
    self.frames = frames
    self.faceCount = faceCount
    self.isConstant = isConstant
  }

  /// Advances by the duration of new sound, in seconds.
  mutating func advance(by seconds: Double) {
    latestSeconds += seconds
  }

  /// Ends the clip, in seconds from the start of the analysed part. A still, of duration 0, keeps its sample.
  mutating func end(at seconds: Double) {
    endSeconds = max(seconds, FaceTableSampler.interval / 2)
  }

  var isSeen: Bool {
    let count = samples.times.count
    return count > 0 && count >= min(FaceTrack.minFrames, frames.count)
  }

  var coverage: Double? { frames.isEmpty ? 0 : min(1, Double(samples.times.count) / Double(frames.count)) }

  /// A table says nothing about the image.
  var flags: [QualityFlag] { [] }

  /// End time of the table: the last row's time plus one interval; 0 without rows.
  var tableSeconds: Double { isConstant ? 0 : frames.last.map { $0 + FaceTableSampler.interval } ?? 0 }

  func faces(from start: Double, to end: Double, bands: Matrix?, selector: inout FaceSelector) -> WindowFaces {
    let end = min(end, endSeconds)
    if isConstant { return facesOfOnlyRow(from: start, to: end) }
    let range = samples.times.partition(start)..<max(samples.times.partition(start), samples.times.partition(end))
    let movement = samples.movement(in: range)
    let rows = range.enumerated().map { row, index in
      samples.sample(index, at: samples.times[index], mouth: (movement[row, 0], movement[row, 1]))
    }
    let count = frames.partition(end) - frames.partition(start)
    return WindowFaces(samples: rows, frameCount: max(count, rows.count))
  }

  func observations(from start: Double, to end: Double) -> [FrameObservation] { [] }

  /// Returns the only row, repeated as often as frames would show the face.
  private func facesOfOnlyRow(from start: Double, to end: Double) -> WindowFaces {
    let first = Int((start / FaceTableSampler.interval - 1e-6).rounded(.up))
    let last = Int((end / FaceTableSampler.interval - 1e-6).rounded(.up))
    guard first < last else { return WindowFaces(samples: [], frameCount: 0) }
    guard !samples.times.isEmpty else { return WindowFaces(samples: [], frameCount: last - first) }
    let repeated = (first..<last).map { index in
      samples.sample(0, at: Double(index) * FaceTableSampler.interval, mouth: (0, 0))
    }
    return WindowFaces(samples: repeated, frameCount: repeated.count)
  }
}

extension [Double] {
  /// Returns the index of the first time, in ascending order, that is not before `time`.
  fileprivate func partition(_ time: Double) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self[middle] < time { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
