import Face
import Foundation
import Fusion
import Media
import Numerics
import Voice

/// Runs one second of synthetic sound and a synthetic frame through all networks, and checks what needs no stored
/// answer.
public enum SelfTest {
  public struct Result: Sendable {
    /// Wall time of the computation, without loading the models.
    public let seconds: Double
    /// Name and version of the fusion model.
    public let model: String
  }

  public enum Failure: Error, CustomStringConvertible {
    /// A matrix product differs from the plain sum.
    case multiplication
    /// A network's output is not finite.
    case notFinite

    public var description: String {
      switch self {
      case .multiplication: "matrices are multiplied wrongly; try another OPENBLAS_CORETYPE"
      case .notFinite: "the networks gave a number that is none"
      }
    }
  }

  /// Throws `ModelError` or `Failure`.
  public static func run() throws -> Result {
    let models = try Models()
    let start = ContinuousClock.now
    try checkMultiplication()
    let samples = (0..<LogMel.sampleRate).map { 0.3 * sin(Float($0) * Float($0) * 1e-4) }
    let states = BlockEncoder.moments(of: samples, by: models.perception.voice.encoder)
    let luma = Image.luma(of: frame)
    let networks = models.perception.face
    func features(_ landmarks: Landmarks) -> AlignedFaceFeatures {
      AlignedFaceFeatures(landmarks, of: luma, on: networks.reference)
    }
    let embedding = networks.expression(.whole(luma), features(networks.reference.landmarks), of: luma)
    let fusion = models.fusion.fusion
    let face = AlignedStream(
      samples: StreamSamples(
        embeddings: Matrix(rows: 1, columns: ExpressionEncoder.width, values: embedding),
        seconds: [0.5]
      ),
      instants: [0.5],
      ranges: (0..<states.rows).map { _ in 0..<1 }
    )
    let window = fusion(AlignedWindow(voice: states, startSeconds: 0, face: face))
    let logits = models.fusion.logits(fusion.summary(window)).fused
    let boxes = networks.detector(.colours(of: frame), longestSide: size, minConfidence: 0)
    let units = networks.actionUnits(features(networks.landmarks(.whole(luma), of: luma).landmarks))
    guard logits.allSatisfy({ $0.isFinite }), units.values.allSatisfy({ $0.isFinite }),
      boxes.allSatisfy({ $0.box.area.isFinite })
    else {
      throw Failure.notFinite
    }
    return Result(seconds: start.secondsUntilNow, model: models.fusion.identity)
  }

  /// Side of the synthetic frame in pixels.
  private static let size = 96
  private static let frame = VideoFrame(
    width: size,
    height: size,
    rgb: (0..<3 * size * size).map { UInt8($0 * $0 / 977 % 256) },
    seconds: 0
  )

  private static func checkMultiplication() throws {
    let size = 70
    let a = Matrix(rows: size, columns: size, values: (0..<size * size).map { sin(Float($0)) })
    let c = Matrix(rows: size, columns: size)
    BLAS.multiply(a.view, a.view, into: c.view)
    for row in 0..<size {
      for column in 0..<size {
        let sum = (0..<size).reduce(Float(0)) { $0 + a[row, $1] * a[$1, column] }
        guard abs(c[row, column] - sum) < 1e-4 else { throw Failure.multiplication }
      }
    }
  }
}
