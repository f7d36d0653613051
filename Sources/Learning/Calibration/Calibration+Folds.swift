extension Calibration {
  /// The calibration of each fold's network, fitted on the clips of the other folds: none of it is fitted on the people
  /// that the fold is to be tried on.
  ///
  /// - Parameter heldOut: of each fold what its network says of the fold's clips.
  public static func ofFolds(_ heldOut: [[HeldOutClip]]) -> [Calibration] {
    heldOut.indices.map { fold in
      fitted(on: heldOut.enumerated().filter { $0.offset != fold }.flatMap(\.element))
    }
  }
}
