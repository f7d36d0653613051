import Foundation
import Numerics
import TestSupport
import Voice

@testable import Recognition

/// Test data of this target.
enum Samples {
  /// Any weights will do: the tests do not depend on their predictions.
  static func models() throws -> Models {
    try Models(folder: Repository.models)
  }

  /// Channels of the voice's hidden states.
  static let voiceWidth = try! models().fusion.fusion.voiceSampleWidth

  /// Samples of a stream, all different.
  static func embeddings(_ count: Int, width: Int) -> Matrix {
    Matrix(rows: count, columns: width, values: (0..<count * width).map { sin(Float($0 * 7 % 10_007)) })
  }
}
