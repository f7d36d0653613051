import Foundation
import Numerics
import Testing

@testable import Fusion

/// The committed weights, and inputs and outputs of the reference implementation.
enum Stored {
  private static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  static func open(_ path: String) throws -> SafeTensors {
    try SafeTensors(path: repository.appendingPathComponent(path).path)
  }

  static func weights() throws -> SafeTensors {
    try open("Models/emocli-av.safetensors")
  }

  /// A tensor of one or two dimensions; one of one dimension is a row.
  static func matrix(_ name: String, in file: SafeTensors) throws -> Matrix {
    let shape = try #require(file.entries[name]).shape
    let columns = try #require(shape.last)
    return Matrix(rows: shape.count == 1 ? 1 : shape[0], columns: columns, values: try file.floats(name, shape: shape))
  }
}

/// The window of `Recipes/fusion/parity.py`.
struct StoredWindow {
  let file: SafeTensors
  let voice: Matrix
  let startSeconds: Double
  let face: AlignedFace

  init() throws {
    file = try Stored.open("Tests/Vectors/fusion.safetensors")
    voice = try Stored.matrix("input.voice", in: file)
    startSeconds = Double(try file.floats("input.start", shape: [1])[0])
    let ranges = try Stored.matrix("input.ranges", in: file)
    face = AlignedFace(
      embeddings: try Stored.matrix("input.face", in: file),
      instants: try Stored.matrix("input.instants", in: file).values.map(Double.init),
      ranges: (0..<ranges.rows).map { Int(ranges[$0, 0])..<Int(ranges[$0, 1]) }
    )
  }
}

func greatestDifference(_ a: Matrix, _ b: Matrix) -> Float {
  #expect(a.rows == b.rows && a.columns == b.columns)
  return zip(a.values, b.values).reduce(0) { max($0, abs($1.0 - $1.1)) }
}

func greatestDifference(_ a: [Double], _ b: [Double]) -> Double {
  #expect(a.count == b.count)
  return zip(a, b).reduce(0) { max($0, abs($1.0 - $1.1)) }
}
