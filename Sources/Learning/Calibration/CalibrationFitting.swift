import Emotion
import Foundation
import Fusion
import Networks

extension Calibration {
  /// Whose opinion is asked for.
  public enum Head: Equatable, Sendable {
    case alone(Modality)
    case all
  }

  /// What a clip's windows say together, as an analysis joins them; nil where the head has nothing to say.
  public func distribution(_ clip: HeldOutClip, of head: Head) -> EmotionDistribution? {
    var votes = WindowVotes()
    for window in clip.windows {
      switch head {
      case .alone(let modality):
        if let said = window.alone[modality] { votes.add(logits: said, quality: window.quality.weights[of: modality]) }
      case .all: votes.add(logits: fused(window.alone, correction: window.correction), quality: window.quality.all)
      }
    }
    let temperature = if case .alone(let modality) = head { temperatures[of: modality] } else { fusedTemperature }
    return votes.distribution(temperature: temperature)
  }

  /// Mean over the corpora of the mean negative log-likelihood of their clips, among the labels of each; NaN without clips.
  ///
  /// - Parameter general: from which a clip's calibration lies as far on the way to this one as its speaker is known; nil
  ///   where this one serves all clips.
  func loss(_ clips: [HeldOutClip], of head: Head, from general: Calibration? = nil) -> Double {
    let losses = clips.compactMap { clip -> (corpus: String, loss: Double)? in
      let calibration = general?.moved(to: self, share: clip.personalShare) ?? self
      guard let distribution = calibration.distribution(clip, of: head) else { return nil }
      let probability = distribution.restricted(to: clip.target.candidates)[clip.target.label]
      return (clip.corpus, -log(max(probability, 1e-12)))
    }
    let means = Dictionary(grouping: losses, by: \.corpus).sorted { $0.key < $1.key }.map { _, members in
      members.reduce(0) { $0 + $1.loss } / Double(members.count)
    }
    return means.reduce(0, +) / Double(means.count)
  }

  /// The numbers with the least negative log-likelihood of clips that the network did not learn from, every corpus counting
  /// the same. What no clip has keeps what it has.
  ///
  /// - Parameter general: given for clips of known speakers: see `loss`.
  public static func fitted(on clips: [HeldOutClip], from general: Calibration? = nil) -> Calibration {
    var best = general ?? Calibration(clips.first?.modalities ?? [.voice, .face])
    let modalities = best.modalities
    for modality in modalities {
      let speaking = clips.filter { $0.windows.contains { $0.alone[modality] != nil } }
      best.minimise(\.temperatures[of: modality]) { $0.loss(speaking, of: .alone(modality), from: general) }
    }
    let several = clips.filter { $0.windows.contains { $0.alone.count > 1 } }
    let gains = modalities.map { \Calibration.gains[of: $0] } + [\Calibration.correctionGain]
    for _ in 0..<rounds {
      for gain in gains { best.minimise(gain) { $0.loss(several, of: .all, from: general) } }
    }
    best.minimise(\.fusedTemperature) { $0.loss(several, of: .all, from: general) }
    return best
  }

  /// Times that the gains, which depend on each other, are fitted in turn.
  private static let rounds = 6
  /// Between which each number is looked for.
  private static let reach = log(0.1)...log(4.0)

  /// Golden-section search along one number's logarithm; it stays where there is nothing to tell.
  private mutating func minimise(_ number: WritableKeyPath<Calibration, Double>, _ loss: (Calibration) -> Double) {
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

extension CalibrationPair {
  /// Each fitted on the clips with such a face, and on those without one.
  ///
  /// - Parameter general: given for clips of known speakers: see `Calibration.loss`.
  public init(fittedOn clips: [HeldOutClip], from general: CalibrationPair? = nil) {
    let fromVideo = clips.filter { $0.face?.isFromVideo ?? true }
    let fromTable = clips.filter { !($0.face?.isFromVideo ?? false) }
    self.init(
      fromVideo: Calibration.fitted(on: fromVideo, from: general?.fromVideo),
      fromTable: Calibration.fitted(on: fromTable, from: general?.fromTable)
    )
  }
}

extension TrainableWeights {
  /// Calibrates a network on what it, or its like, says of clips that were not learnt from.
  public func calibrate(on clips: HeldOutClips) {
    let general = CalibrationPair(fittedOn: clips.general)
    write(general: general, personal: CalibrationPair(fittedOn: clips.personal, from: general))
  }

  /// Calibrates each fold's network on the clips of the other folds: none of it is fitted on the people that the fold is to
  /// be tried on.
  ///
  /// - Parameters:
  ///   - networks: of each fold.
  ///   - heldOut: of each fold what its network says of the fold's clips.
  public static func calibrate(folds networks: [TrainableWeights], on heldOut: [HeldOutClips]) {
    for (fold, network) in networks.enumerated() {
      let others = heldOut.enumerated().filter { $0.offset != fold }.map(\.element)
      network.calibrate(on: HeldOutClips.joined(others))
    }
  }
}
