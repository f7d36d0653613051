import Emotion
import Foundation
import Fusion
import Networks

extension Calibration {
  /// A prediction to calibrate: of one stream alone, or fused.
  public enum Head: Equatable, Sendable {
    case alone(Modality)
    case all
  }

  /// Returns the pooled prediction of a clip's windows, as an analysis computes it; nil if the head has no evidence.
  public func distribution(_ clip: HeldOutClip, of head: Head) -> EmotionDistribution? {
    var votes = WindowVotes()
    for window in clip.windows {
      switch head {
      case .alone(let modality):
        if let predicted = window.alone[modality] {
          votes.add(logits: predicted, quality: window.quality.weights[of: modality])
        }
      case .all: votes.add(logits: fused(window.alone, correction: window.correction), quality: window.quality.all)
      }
    }
    let temperature = if case .alone(let modality) = head { temperatures[of: modality] } else { fusedTemperature }
    return votes.distribution(temperature: temperature)
  }

  /// Returns the mean over corpora of the mean negative log-likelihood of their clips, among each clip's candidate
  /// labels; NaN without clips.
  ///
  /// - Parameter general: the calibration for unseen speakers. Each clip's calibration is then interpolated between it
  ///   and this one by how well the speaker is known. If nil, this one serves all clips.
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

  /// Fits the calibration with the lowest negative log-likelihood on held-out clips, with equal weight for each corpus.
  /// Numbers that no clip depends on stay unchanged.
  ///
  /// - Parameter general: given for clips with speaker baselines: see `loss`.
  public static func fitted(on clips: [HeldOutClip], from general: Calibration? = nil) -> Calibration {
    var best = general ?? Calibration(clips.first?.modalities ?? [.voice, .face])
    let modalities = best.modalities
    for modality in modalities {
      let clipsWithStream = clips.filter { $0.windows.contains { $0.alone[modality] != nil } }
      best.minimise(\.temperatures[of: modality]) { $0.loss(clipsWithStream, of: .alone(modality), from: general) }
    }
    let clipsWithSeveral = clips.filter { $0.windows.contains { $0.alone.count > 1 } }
    let gains = modalities.map { \Calibration.gains[of: $0] } + [\Calibration.correctionGain]
    for _ in 0..<rounds {
      for gain in gains { best.minimise(gain) { $0.loss(clipsWithSeveral, of: .all, from: general) } }
    }
    best.minimise(\.fusedTemperature) { $0.loss(clipsWithSeveral, of: .all, from: general) }
    return best
  }

  /// Rounds of fitting the gains in turn, since they depend on each other.
  private static let rounds = 6
  /// The search interval of each number's logarithm.
  private static let searchRange = log(0.1)...log(4.0)

  /// Golden-section search along one number's logarithm; unchanged if the loss is not finite or does not fall.
  private mutating func minimise(_ number: WritableKeyPath<Calibration, Double>, _ loss: (Calibration) -> Double) {
    func value(_ logarithm: Double) -> Double {
      var changed = self
      changed[keyPath: number] = exp(logarithm)
      return loss(changed)
    }
    let start = loss(self)
    guard start.isFinite else { return }
    let golden = (5.0.squareRoot() - 1) / 2
    var (low, high) = (Self.searchRange.lowerBound, Self.searchRange.upperBound)
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
  /// Fits one calibration to the clips with a face in video and one to those with a face from a table; clips without a
  /// face count for both.
  ///
  /// - Parameter general: given for clips with speaker baselines: see `Calibration.loss`.
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
  /// Calibrates a network on held-out predictions, its own or those of its fold networks.
  public func calibrate(on clips: HeldOutClips) {
    let general = CalibrationPair(fittedOn: clips.general)
    write(general: general, personal: CalibrationPair(fittedOn: clips.personal, from: general))
  }

  /// Calibrates each fold's network on the held-out clips of the other folds, so that no calibration is fitted to the
  /// speakers it is evaluated on.
  ///
  /// - Parameters:
  ///   - networks: one per fold.
  ///   - heldOut: for each fold, the predictions of its network for the fold's clips.
  public static func calibrate(folds networks: [TrainableWeights], on heldOut: [HeldOutClips]) {
    for (fold, network) in networks.enumerated() {
      let others = heldOut.enumerated().filter { $0.offset != fold }.map(\.element)
      network.calibrate(on: HeldOutClips.joined(others))
    }
  }
}
