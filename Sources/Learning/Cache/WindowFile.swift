import Foundation
import Fusion
import Numerics
import Perception
import Voice

/// Reads and writes a file with a clip's windows: output of the encoders of voice and face, in half precision.
///
/// The format is `safetensors`. Window n has the tensors
///
/// - `n.face` (samples, 512) and `n.units` (samples, 35)
/// - `n.frames` (samples, 3): each sample's instant on the voice's clock, its time on its own clock, both from the
///   window's start, and its trust
/// - `n.ranges` (moments, 2): the samples paired with each moment
/// - `n.place` (5): start in seconds, qualities of voice and face, known features of the face, power of the sound
///
/// `states` (moments, channels) has the hidden states of the whole clip, since windows overlap; moments that no window has
/// are 0.
enum WindowFile {
  private static let statesName = "states"

  static func data(_ windows: [WeightedWindow]) -> Data {
    var writer = SafeTensorsWriter()
    for (number, window) in windows.enumerated() {
      let (face, start) = (window.face, window.startSeconds)
      let samples = face.samples
      let times = (0..<samples.count).flatMap { sample in
        [Float(face.instants[sample] - start), Float(samples.seconds[sample] - start), samples.trust[sample]]
      }
      let ranges = face.ranges.flatMap { [Float($0.lowerBound), Float($0.upperBound)] }
      let known = Double(samples.known.rawValue)
      let properties = [start, window.quality.voice, window.quality.face, known, window.cellPower].map(Float.init)
      writer.add("\(number).face", shape: [samples.count, FaceHead.width], samples.embeddings)
      writer.add("\(number).units", shape: [samples.count, FaceUnits.count], samples.units)
      add("\(number).frames", [samples.count, 3], times, to: &writer)
      add("\(number).ranges", [face.ranges.count, 2], ranges, to: &writer)
      add("\(number).place", [5], properties, to: &writer)
    }
    let states = states(of: windows)
    writer.add(statesName, shape: [states.rows, states.columns], states)
    return writer.file(metadata: ["windows": "\(windows.count)"])
  }

  /// Joins the windows' hidden states.
  private static func states(of windows: [WeightedWindow]) -> Matrix {
    let parts = windows.filter { $0.voice.rows > 0 }.map { window in
      (first: firstMoment(startSeconds: window.startSeconds), states: window.voice.matrix)
    }
    let width = windows.first?.voice.columns ?? 0
    let joined = Matrix(rows: parts.map { $0.first + $0.states.rows }.max() ?? 0, columns: width)
    for part in parts {
      (joined.pointer + part.first * width).update(from: part.states.pointer, count: part.states.rows * width)
    }
    return joined
  }

  private static func firstMoment(startSeconds: Double) -> Int {
    Int((startSeconds / VoiceClock.momentSeconds).rounded())
  }

  /// Returns a window's hidden states, which are read from the file whenever they are used.
  private static func states(of moments: Int, startSeconds: Double, in file: SafeTensors) throws -> DeferredMatrix {
    guard let shape = file.entries[statesName]?.shape else {
      throw SafeTensorsError.missing(path: file.path, tensor: statesName)
    }
    let first = firstMoment(startSeconds: startSeconds)
    guard shape.count == 2, first >= 0, first + moments <= shape[0] else {
      throw SafeTensorsError.malformed(path: file.path, reason: "a window has moments without hidden states")
    }
    let stored = try file.stored(statesName, shape: shape)
    return DeferredMatrix(rows: moments, columns: shape[1]) { stored.widened(rows: first..<first + moments) }
  }

  private static func add(_ name: String, _ shape: [Int], _ values: [Float], to writer: inout SafeTensorsWriter) {
    writer.add(name, shape: shape, Matrix(rows: 1, columns: values.count, values: values), as: .single)
  }

  /// Throws `SafeTensorsError` if the file does not have the format of `data`.
  static func windows(in file: SafeTensors) throws -> [WeightedWindow] {
    guard let count = file.metadata["windows"].flatMap(Int.init) else {
      throw SafeTensorsError.malformed(path: file.path, reason: "it does not say how many windows it has")
    }
    return try (0..<count).map { try window($0, in: file) }
  }

  private static func window(_ number: Int, in file: SafeTensors) throws -> WeightedWindow {
    func rows(_ name: String) throws -> Int {
      guard let shape = file.entries["\(number).\(name)"]?.shape, let rows = shape.first else {
        throw SafeTensorsError.missing(path: file.path, tensor: "\(number).\(name)")
      }
      return rows
    }
    let (moments, samples) = (try rows("ranges"), try rows("face"))
    let properties = try file.floats("\(number).place", shape: [5]).map(Double.init)
    let times = try file.matrix("\(number).frames", rows: samples, columns: 3)
    let faceSamples = StreamSamples(
      embeddings: try file.matrix("\(number).face", rows: samples, columns: FaceHead.width),
      units: try file.matrix("\(number).units", rows: samples, columns: FaceUnits.count),
      trust: (0..<samples).map { times[$0, 2] },
      seconds: (0..<samples).map { properties[0] + Double(times[$0, 1]) },
      known: FeatureGroups(rawValue: UInt8(exactly: properties[3]) ?? 0)
    )
    let instants = (0..<samples).map { properties[0] + Double(times[$0, 0]) }
    let bounds = try file.floats("\(number).ranges", shape: [moments, 2])
    let ranges = try stride(from: 0, to: bounds.count, by: 2).map { index in
      let (lower, upper) = (bounds[index], bounds[index + 1])
      guard lower >= 0, lower <= upper, upper <= Float(samples) else {
        throw SafeTensorsError.malformed(path: file.path, reason: "a moment is paired with frames that are not there")
      }
      return Int(lower)..<Int(upper)
    }
    return WeightedWindow(
      voice: try states(of: moments, startSeconds: properties[0], in: file),
      startSeconds: properties[0],
      face: AlignedStream(samples: faceSamples, instants: instants, ranges: ranges),
      quality: WindowQuality(voice: properties[1], face: properties[2]),
      cellPower: properties[4]
    )
  }
}
