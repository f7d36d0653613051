/// Why a training cannot go on from a checkpoint.
public enum CheckpointError: Error, Equatable {
  /// The file cannot be read, or is no checkpoint.
  case unusable(reason: String)
  /// It was left by another training; in which things that one differs.
  case otherTraining([String])
  /// It has not the numbers of this network.
  case otherNetwork(tensor: String)
}

extension CheckpointError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unusable(let reason): "the checkpoint cannot be used: \(reason)"
    case .otherTraining(let differences):
      "the checkpoint belongs to a training with other \(differences.joined(separator: ", ")); "
        + "give what was given then, or leave --resume out to begin anew"
    case .otherNetwork(let tensor): "the checkpoint belongs to another network: it has no \(tensor) as it is needed"
    }
  }
}
