/// Splits changes of the 68 landmarks into the head's motion and the motion of each part of the face.
///
/// The head's motion is the small similarity (shift, growth and roll) that fits the changes best in weighted least
/// squares, where points that move on their own have little weight; the residual belongs to jaw, brows, nose, eyes and
/// mouth. Left and right are separate parts, so that a mirrored face gives mirrored results.
struct FaceMotion {
  typealias Vector = SIMD2<Double>
  /// One vector for each landmark.
  typealias Field = [Vector]

  /// The landmarks of each part.
  private static let parts = [0..<17, 17..<22, 22..<27, 27..<36, 36..<42, 42..<48, 48..<68]
  /// Number of parts, plus one for the head.
  static let count = parts.count + 1
  /// Weight of each landmark in the head's motion: full for the nose and the corners of the eyes, hardly any for mouth
  /// and chin.
  private static let weights: [Double] = {
    var weights = [Double](repeating: 1, count: Landmarks.count)
    for (range, weight) in [(0..<17, 0.5), (4..<13, 0.05), (17..<27, 0.3), (36..<48, 0.3), (48..<68, 0.05)] {
      for index in range { weights[index] = weight }
    }
    for corner in [36, 39, 42, 45] { weights[corner] = 1 }
    return weights
  }()
  private static let wholeWeight = weights.reduce(0, +)
  static let still = Field(repeating: .zero, count: Landmarks.count)

  /// The landmarks relative to their weighted mean.
  private let arms: Field
  private let squaredArms: Double
  /// Root mean square distance of the landmarks from their mean, about 0.6 of the interocular distance, in pixels.
  let size: Double

  /// - Parameter shape: positions of the landmarks, (68).
  init(shape: Field) {
    let mean = Self.mean(shape)
    arms = shape.map { $0 - mean }
    squaredArms = max(zip(arms, Self.weights).reduce(0) { $0 + $1.1 * ($1.0 * $1.0).sum() }, 1e-6)
    size = max((arms.reduce(0) { $0 + ($1 * $1).sum() } / Double(shape.count)).squareRoot(), 1e-3)
  }

  /// Splits changes of the landmarks, (68).
  func split(_ changes: Field) -> Parts {
    let shift = Self.mean(changes)
    var (growth, roll) = (0.0, 0.0)
    for index in changes.indices {
      let (arm, change) = (arms[index], Self.weights[index] * changes[index])
      growth += arm.x * change.x + arm.y * change.y
      roll += arm.x * change.y - arm.y * change.x
    }
    growth /= squaredArms
    roll /= squaredArms
    let head = arms.map { shift + growth * $0 + roll * Vector(-$0.y, $0.x) }
    return Parts(head: head, residual: zip(changes, head).map { $0 - $1 })
  }

  private static func mean(_ field: Field) -> Vector {
    zip(field, weights).reduce(.zero) { $0 + $1.1 * $1.0 } / wholeWeight
  }

  /// The head's motion and the residual.
  struct Parts {
    let head: Field
    let residual: Field

    /// Mean square change of a coordinate, for the head's motion and for each part.
    var energies: [Double] {
      func energy(_ vectors: ArraySlice<Vector>) -> Double {
        vectors.reduce(0) { $0 + ($1 * $1).sum() } / Double(2 * vectors.count)
      }
      return [energy(head[...])] + FaceMotion.parts.map { energy(residual[$0]) }
    }

    /// The changes with the head's motion and each part scaled by their own factors.
    func weighted(by factors: [Double]) -> Field {
      var field = head.map { factors[0] * $0 }
      for (part, factor) in zip(FaceMotion.parts, factors.dropFirst()) {
        for index in part { field[index] += factor * residual[index] }
      }
      return field
    }
  }
}
