import Foundation

/// Trust in a face's reading, 0…1: a factor from the networks' confidence times a factor from the light, as in
/// `Recipes/decay/trust.py`.
///
/// The light's factor falls while the light on the face jumps against its running mean, as when a lamp flickers or the
/// camera's exposure hunts. If the light changes and stays, full trust returns after about a second.
public struct LightTrust: Sendable {
  /// Confidence at which trust begins, and at which it is full.
  private static let (minConfidence, fullConfidence) = (0.3, 0.6)
  /// Jump, in ln, that leaves 1/e of the trust. Minimises the error of the imputed values: distrusting nearly correct
  /// readings loses movements (`Recipes/decay/README.md`).
  private static let maxJump = 1.0
  /// Time constant of the running mean, in seconds.
  private static let memorySeconds = 0.3
  private static let minLevel = 1e-4

  /// Running mean of the light's ln, and its time.
  private var mean: (value: Double, seconds: Double)?

  public init() {}

  /// The confidence's factor; 0 without a face.
  public static func trust(confidence: Double?) -> Double {
    confidence.map { min(max(($0 - minConfidence) / (fullConfidence - minConfidence), 0), 1) } ?? 0
  }

  /// The light's factor for the next frame.
  ///
  /// - Parameter level: the face's mean luma in linear light, 0…1.
  public mutating func callAsFunction(level: Double, at seconds: Double) -> Double {
    let value = log(max(level, Self.minLevel))
    guard let before = mean else {
      mean = (value, seconds)
      return 1
    }
    let jump = value - before.value
    mean = (before.value + (1 - exp(-(seconds - before.seconds) / Self.memorySeconds)) * jump, seconds)
    let share = jump / Self.maxJump
    return exp(-share * share)
  }
}

extension Landmarks {
  /// Sampling points per side of the landmarks' box.
  private static let levelPoints = 16

  /// Mean light on the face in a grey frame, inside the landmarks: linear by sRGB's transfer function, 0…1.
  ///
  /// The transfer function is approximated by a power law without its linear foot, which matters only near black.
  public func lightLevel(in luma: Image) -> Double {
    let size = Self.levelPoints
    let box = upright.bounds
    let (center, roll) = (box.center.rotated(by: roll), roll)
    let square = FaceCrop(center: center, side: max(box.width, box.height, 1e-6), roll: roll)
    let values = luma.sample(square.grid(size: size), rows: size, columns: size, subsamples: 1)
    var (sum, count) = (0.0, 0.0)
    for row in 0..<size {
      for column in 0..<size {
        let x = (Double(column) + 0.5) / Double(size) * 2 - 1
        let y = (Double(row) + 0.5) / Double(size) * 2 - 1
        if x * x + y * y > 0.7 { continue }
        sum += pow((Double(values[row, column]) / 255 + 0.055) / 1.055, 2.4)
        count += 1
      }
    }
    return sum / count
  }
}
