import Networks

extension TrainableWeights {
  /// Calibrates a network on what it, or its like, says of clips that were not learnt from.
  public func calibrate(on clips: HeldOutClips) {
    let general = MixingPair(fittedOn: clips.general)
    write(general: general, personal: MixingPair(fittedOn: clips.personal, from: general))
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
