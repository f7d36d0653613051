/// How changes of the 68 landmarks split into the head's motion and what the parts of the face do by themselves.
///
/// The head's motion is the small similarity (shift, growth and roll) that comes nearest to the changes in least squares,
/// in which points count little that move by themselves; what it leaves over belongs to jaw, brows, nose, eyes and mouth.
/// Left and right are parts of their own, so that a mirrored face gives mirrored results.
struct FaceMotion {
  typealias Vector = SIMD2<Double>
  /// One vector for each landmark.
  typealias Field = [Vector]

  /// The landmarks of each part.
  private static let parts = [0..<17, 17..<22, 22..<27, 27..<36, 36..<42, 42..<48, 48..<68]
  /// The head and the parts.
  static let count = parts.count + 1
  /// How much each landmark counts for the head: the nose and the corners of the eyes in full, mouth and chin hardly.
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

  /// The landmarks against their weighted mean.
  private let arms: Field
  private let squaredArms: Double
  /// The root of the landmarks' mean squared distance from their middle, about 0.6 of the inter-ocular distance. Pixels.
  let size: Double

  /// - Parameter shape: where the landmarks are, (68).
  init(shape: Field) {
    let mean = Self.mean(shape)
    arms = shape.map { $0 - mean }
    squaredArms = max(zip(arms, Self.weights).reduce(0) { $0 + $1.1 * ($1.0 * $1.0).sum() }, 1e-6)
    size = max((arms.reduce(0) { $0 + ($1 * $1).sum() } / Double(shape.count)).squareRoot(), 1e-3)
  }

  /// Changes of the landmarks, (68), taken apart.
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
    return Parts(head: head, rest: zip(changes, head).map { $0 - $1 })
  }

  private static func mean(_ field: Field) -> Vector {
    zip(field, weights).reduce(.zero) { $0 + $1.1 * $1.0 } / wholeWeight
  }

  /// The head's motion and what is left over.
  struct Parts {
    let head: Field
    let rest: Field

    /// The mean square of a coordinate's change, of the head's motion and of each part.
    var energies: [Double] {
      func energy(_ vectors: ArraySlice<Vector>) -> Double {
        vectors.reduce(0) { $0 + ($1 * $1).sum() } / Double(2 * vectors.count)
      }
      return [energy(head[...])] + FaceMotion.parts.map { energy(rest[$0]) }
    }

    /// The changes with the head's motion and each part's times a factor of its own.
    func weighted(by factors: [Double]) -> Field {
      var field = head.map { factors[0] * $0 }
      for (part, factor) in zip(FaceMotion.parts, factors.dropFirst()) {
        for index in part { field[index] += factor * rest[index] }
      }
      return field
    }
  }
}
