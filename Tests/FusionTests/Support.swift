import Foundation
import Numerics
import TestSupport
import Testing

@testable import Fusion

/// The window of `Recipes/fusion/parity.py`.
struct StoredWindow {
  let file: SafeTensors
  let voice: Matrix
  let startSeconds: Double
  let face: AlignedStream

  init() throws {
    file = try Vectors.open("fusion")
    voice = try file.rows("input.voice")
    startSeconds = Double(try file.floats("input.start", shape: [1])[0])
    let ranges = try file.rows("input.ranges")
    face = AlignedStream(
      samples: StreamSamples(
        embeddings: try file.rows("input.face"),
        units: try file.rows("input.units"),
        trust: try file.rows("input.trust").values,
        seconds: try file.rows("input.seconds").values.map(Double.init),
        known: .all
      ),
      instants: try file.rows("input.instants").values.map(Double.init),
      ranges: (0..<ranges.rows).map { Int(ranges[$0, 0])..<Int(ranges[$0, 1]) }
    )
  }
}

func maxDifference(_ a: [Double], _ b: [Double]) -> Double {
  #expect(a.count == b.count)
  return zip(a, b).reduce(0) { max($0, abs($1.0 - $1.1)) }
}
