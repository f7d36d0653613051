import Foundation
import Numerics
import TestSupport
import Voice

@testable import Recognition

/// What the tests of this target work on.
enum Samples {
  /// Any weights will do: what they say is not looked at.
  static func models() throws -> Models {
    try Models(folder: Repository.models)
  }

  /// Embeddings of which no two are the same.
  static func embeddings(_ count: Int, width: Int = VoiceEncoder.width) -> Matrix {
    Matrix(rows: count, columns: width, values: (0..<count * width).map { sin(Float($0 * 7 % 10_007)) })
  }
}
