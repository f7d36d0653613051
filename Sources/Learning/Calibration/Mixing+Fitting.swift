import Foundation
import Fusion

extension Mixing {
  /// The numbers with the least negative log-likelihood of clips that the network did not learn from, every corpus counting
  /// the same. What no clip has keeps what it has.
  public static func fitted(on clips: [HeldOutClip]) -> Mixing {
    var best = Mixing()
    let voices = clips.filter { $0.windows.contains { $0.voice != nil } }
    let faces = clips.filter { $0.windows.contains { $0.face != nil } }
    let pairs = clips.filter { $0.windows.contains { $0.voice != nil && $0.face != nil } }
    best.minimise(\.voiceTemperature) { $0.loss(voices, of: .voice) }
    best.minimise(\.faceTemperature) { $0.loss(faces, of: .face) }
    for _ in 0..<rounds {
      for gain in [\Mixing.voiceGain, \.faceGain, \.correctionGain] {
        best.minimise(gain) { $0.loss(pairs, of: .both) }
      }
    }
    best.minimise(\.fusedTemperature) { $0.loss(pairs, of: .both) }
    return best
  }

  /// Times that the gains, which depend on each other, are fitted in turn.
  private static let rounds = 6
  /// Between which each number is looked for.
  private static let reach = log(0.1)...log(4.0)

  /// Golden-section search along one number's logarithm; it stays where there is nothing to tell.
  private mutating func minimise(_ number: WritableKeyPath<Mixing, Double>, _ loss: (Mixing) -> Double) {
    func value(_ logarithm: Double) -> Double {
      var changed = self
      changed[keyPath: number] = exp(logarithm)
      return loss(changed)
    }
    let start = loss(self)
    guard start.isFinite else { return }
    let golden = (5.0.squareRoot() - 1) / 2
    var (low, high) = (Self.reach.lowerBound, Self.reach.upperBound)
    var (left, right) = (high - golden * (high - low), low + golden * (high - low))
    var (atLeft, atRight) = (value(left), value(right))
    while high - low > 1e-3 {
      if atLeft < atRight {
        (high, right, atRight) = (right, left, atLeft)
        left = high - golden * (high - low)
        atLeft = value(left)
      } else {
        (low, left, atLeft) = (left, right, atRight)
        right = low + golden * (high - low)
        atRight = value(right)
      }
    }
    if min(atLeft, atRight) < start { self[keyPath: number] = exp((low + high) / 2) }
  }
}

extension MixingPair {
  /// Each fitted on the clips with such a face, and on those without one.
  public init(fittedOn clips: [HeldOutClip]) {
    self.init(
      pictured: Mixing.fitted(on: clips.filter { $0.face?.contains(.appearance) ?? true }),
      measured: Mixing.fitted(on: clips.filter { !($0.face?.contains(.appearance) ?? false) })
    )
  }
}
