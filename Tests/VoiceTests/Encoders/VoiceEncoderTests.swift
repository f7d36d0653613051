import Numerics
import TestSupport
import Testing

@testable import Voice

/// Compared with PyTorch on the shipped weights (`Recipes/voice/parity.py`).
@Suite struct VoiceEncoderTests {
  @Test func everyStageMatchesPyTorch() throws {
    let encoder = try VoiceEncoder(weights: Vectors.model("voice-encoder"))
    let vectors = try Vectors.open("voice")
    let input = try vectors.rows("input.mel")
    let firstLines = try vectors.rows("conv1.output")
    let map = encoder.firstMap(input.view)
    let lines = Matrix(
      rows: firstLines.rows,
      columns: firstLines.columns,
      values: (0..<firstLines.rows / map.width).flatMap { map.line($0) }
    )
    #expect(lines.maxDifference(to: firstLines) < 1e-4)
    #expect(encoder.projected(input.view).maxDifference(to: try vectors.rows("project.output")) < 1e-4)
    #expect(encoder.recurrentOutput(input.view).maxDifference(to: try vectors.rows("gru.output")) < 1e-4)
    #expect(encoder(input.view).maxDifference(to: try vectors.rows("embedding")) < 1e-4)
  }

  @Test(arguments: [1, 2, 3, 4, 5, 401])
  func embedsAnyLength(steps: Int) throws {
    let encoder = try VoiceEncoder(weights: Vectors.model("voice-encoder"))
    let embeddings = encoder(Matrix(rows: steps, columns: LogMel.bandCount).view)
    #expect(embeddings.rows == VoiceEncoder.embeddingCount(steps: steps))
    #expect(embeddings.values.allSatisfy { $0.isFinite })
  }
}
