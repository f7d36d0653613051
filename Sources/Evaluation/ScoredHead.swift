import Records

/// A part of the recognizer that says something about a clip by itself.
public enum ScoredHead: String, CaseIterable, Sendable {
  /// Voice and face together.
  case fused
  case voice
  case face
}

extension ClipRecord {
  /// What a head says of the clip; nil when it says nothing, or the clip failed.
  func probabilities(of head: ScoredHead) -> Probabilities? {
    switch head {
    case .fused: analysis?.probabilities
    case .voice: analysis?.voice?.probabilities
    case .face: analysis?.face?.probabilities
    }
  }
}
