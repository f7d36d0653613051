import Foundation
import Fusion
import Numerics
import Recognition

/// The windows of a clip in a file: what the encoders heard and saw, in half precision.
///
/// It is of the `safetensors` format. Window n has `n.voice` (moments, 256), `n.face` (frames, 512), `n.instants` (frames),
/// counted from its start, `n.ranges` (moments, 2), the frames each moment is paired with, and `n.place` (3): its start in
/// seconds and the qualities of voice and face.
enum WindowFile {
  static func data(_ windows: [WeighedWindow]) -> Data {
    var writer = SafeTensorsWriter()
    for (number, window) in windows.enumerated() {
      let (aligned, face) = (window.aligned, window.aligned.face)
      let instants = face.instants.map { Float($0 - aligned.startSeconds) }
      let ranges = face.ranges.flatMap { [Float($0.lowerBound), Float($0.upperBound)] }
      let place = [aligned.startSeconds, window.quality.voice, window.quality.face].map(Float.init)
      writer.add("\(number).voice", shape: [aligned.voice.rows, aligned.voice.columns], aligned.voice)
      writer.add("\(number).face", shape: [face.embeddings.rows, face.embeddings.columns], face.embeddings)
      add("\(number).instants", [instants.count], instants, to: &writer)
      add("\(number).ranges", [face.ranges.count, 2], ranges, to: &writer)
      add("\(number).place", [3], place, to: &writer)
    }
    return writer.file(metadata: ["windows": "\(windows.count)"])
  }

  private static func add(_ name: String, _ shape: [Int], _ values: [Float], to writer: inout SafeTensorsWriter) {
    writer.add(name, shape: shape, Matrix(rows: 1, columns: values.count, values: values), as: .single)
  }

  /// Throws `SafeTensorsError` where the file is not what `data` gives.
  static func windows(in file: SafeTensors) throws -> [WeighedWindow] {
    guard let count = file.metadata["windows"].flatMap(Int.init) else {
      throw SafeTensorsError.malformed(path: file.path, reason: "it does not say how many windows it has")
    }
    return try (0..<count).map { try window($0, in: file) }
  }

  private static func window(_ number: Int, in file: SafeTensors) throws -> WeighedWindow {
    func rows(_ name: String) throws -> Int {
      guard let shape = file.entries["\(number).\(name)"]?.shape, let rows = shape.first else {
        throw SafeTensorsError.missing(path: file.path, tensor: "\(number).\(name)")
      }
      return rows
    }
    let (moments, frames) = (try rows("voice"), try rows("face"))
    let place = try file.floats("\(number).place", shape: [3]).map(Double.init)
    let instants = try file.floats("\(number).instants", shape: [frames]).map { place[0] + Double($0) }
    let bounds = try file.floats("\(number).ranges", shape: [moments, 2])
    let ranges = try stride(from: 0, to: bounds.count, by: 2).map { index in
      let (lower, upper) = (bounds[index], bounds[index + 1])
      guard lower >= 0, lower <= upper, upper <= Float(frames) else {
        throw SafeTensorsError.malformed(path: file.path, reason: "a moment is paired with frames that are not there")
      }
      return Int(lower)..<Int(upper)
    }
    let voice = try file.matrix("\(number).voice", rows: moments, columns: CrossModalFusion.voiceWidth)
    let face = try file.matrix("\(number).face", rows: frames, columns: FaceHead.width)
    return WeighedWindow(
      aligned: AlignedWindow(
        voice: voice,
        startSeconds: place[0],
        face: AlignedFace(embeddings: face, instants: instants, ranges: ranges)
      ),
      quality: WindowQuality(voice: place[1], face: place[2])
    )
  }
}
