import Foundation

extension Mixing {
  /// The numbers with the least negative log-likelihood of clips that the network did not learn from, every corpus counting
  /// the same. What no clip has keeps what it has.
  ///
  /// - Parameter general: given for clips of known speakers: see `loss`.
  public static func fitted(on clips: [HeldOutClip], from general: Mixing? = nil) -> Mixing {
    var best = general ?? Mixing()
    let voices = clips.filter { $0.windows.contains { $0.voice != nil } }
    let faces = clips.filter { $0.windows.contains { $0.face != nil } }
    let pairs = clips.filter { $0.windows.contains { $0.voice != nil && $0.face != nil } }
    best.minimise(\.voiceTemperature) { $0.loss(voices, of: .voice, from: general) }
    best.minimise(\.faceTemperature) { $0.loss(faces, of: .face, from: general) }
    for _ in 0..<rounds {
      for gain in [\Mixing.voiceGain, \.faceGain, \.correctionGain] {
        best.minimise(gain) { $0.loss(pairs, of: .both, from: general) }
      }
    }
    best.minimise(\.fusedTemperature) { $0.loss(pairs, of: .both, from: general) }
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
  ///
  /// - Parameter general: given for clips of known speakers: see `Mixing.loss`.
  public init(fittedOn clips: [HeldOutClip], from general: MixingPair? = nil) {
    let pictured = clips.filter { $0.face?.isPictured ?? true }
    let measured = clips.filter { !($0.face?.isPictured ?? false) }
    self.init(
      pictured: Mixing.fitted(on: pictured, from: general?.pictured),
      measured: Mixing.fitted(on: measured, from: general?.measured)
    )
  }
}
