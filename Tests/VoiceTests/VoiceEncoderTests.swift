import Numerics
import Testing

@testable import Voice

/// Held against PyTorch on the weights as shipped (`Recipes/voice/parity.py`).
@Suite struct VoiceEncoderTests {
  private func tensor(_ name: String) throws -> Matrix {
    let vectors = try Vectors.open("voice")
    let shape = try #require(vectors.entries[name]).shape
    return Matrix(
      rows: shape[0],
      columns: shape.dropFirst().reduce(1, *),
      values: try vectors.floats(name, shape: shape)
    )
  }

  private func greatestDifference(_ a: Matrix, _ b: Matrix) -> Float {
    #expect(a.rows == b.rows && a.columns == b.columns)
    return zip(a.values, b.values).reduce(0) { max($0, abs($1.0 - $1.1)) }
  }

  @Test func everyStageEqualsPyTorch() throws {
    let encoder = try VoiceEncoder(weights: Vectors.model("voice-encoder"))
    let input = try tensor("input.mel")
    let firstLines = try tensor("conv1.output")
    let map = encoder.firstMap(input.view)
    let lines = Matrix(
      rows: firstLines.rows,
      columns: firstLines.columns,
      values: (0..<firstLines.rows).flatMap { map.line($0) }
    )
    #expect(greatestDifference(lines, firstLines) < 1e-4)
    #expect(greatestDifference(encoder.projected(input.view), try tensor("project.output")) < 1e-4)
    #expect(greatestDifference(encoder.recurrentOutput(input.view), try tensor("gru.output")) < 1e-4)
    #expect(greatestDifference(encoder(input.view), try tensor("embedding")) < 1e-4)
  }

  @Test(arguments: [1, 2, 3, 4, 5, 401])
  func embedsAnyLength(frames: Int) throws {
    let encoder = try VoiceEncoder(weights: Vectors.model("voice-encoder"))
    let embeddings = encoder(Matrix(rows: frames, columns: LogMel.bandCount).view)
    #expect(embeddings.rows == VoiceEncoder.embeddingCount(frames: frames))
    #expect(embeddings.values.allSatisfy { $0.isFinite })
  }
}
