import Foundation

/// How far a face's reading is to be trusted, 0…1: the product of what the networks' confidence and the light say, as
/// `Recipes/decay/trust.py` has it.
///
/// The light's part falls while the light on the face jumps against its running mean, as it does when a lamp flickers or
/// the camera's exposure hunts; a light that changed and stays has full trust again after about a second.
public struct LightTrust: Sendable {
  /// Confidence at which trust begins and at which it is full.
  private static let (lost, sure) = (0.3, 0.6)
  /// A jump, in ln, that leaves 1/e of the trust. Movements are lost where readings that were nearly right are not trusted:
  /// this is where the believed values err least (`Recipes/decay/README.md`).
  private static let greatestJump = 1.0
  /// Of the running mean. Seconds.
  private static let memorySeconds = 0.3
  private static let leastLevel = 1e-4

  /// ln of the light's running mean, and when it was reckoned.
  private var mean: (value: Double, seconds: Double)?

  public init() {}

  /// The confidence's part; 0 without a face.
  public static func trust(confidence: Double?) -> Double {
    confidence.map { min(max(($0 - lost) / (sure - lost), 0), 1) } ?? 0
  }

  /// The light's part for the next picture.
  ///
  /// - Parameter level: the face's mean luma in linear light, 0…1.
  public mutating func callAsFunction(level: Double, at seconds: Double) -> Double {
    let value = log(max(level, Self.leastLevel))
    guard let before = mean else {
      mean = (value, seconds)
      return 1
    }
    let jump = value - before.value
    mean = (before.value + (1 - exp(-(seconds - before.seconds) / Self.memorySeconds)) * jump, seconds)
    let share = jump / Self.greatestJump
    return exp(-share * share)
  }
}
