import Manifests

/// Whether the people of a manifest are those that a model was trained on.
public struct SpeakerOverlap: Equatable, Sendable {
  /// The people in both, as `corpus/speaker`, in the order of their names.
  public let known: [String]
  /// How many clips are theirs.
  public let knownClipCount: Int
  /// All clips.
  public let clipCount: Int
  /// Clips whose speaker the manifest does not name.
  public let namelessClipCount: Int
  /// Whether the model says whom it was trained on.
  public let isTrainingKnown: Bool

  /// - Parameter trainedOn: people as `corpus/speaker`; nil when the model does not say.
  public init(_ rows: [Manifest.Row], trainedOn: Set<String>?) {
    let named = rows.compactMap { row in row.speaker.map { "\(row.corpus ?? "")/\($0)" } }
    let met = named.filter { trainedOn?.contains($0) ?? false }
    known = Set(met).sorted { $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars) }
    knownClipCount = met.count
    clipCount = rows.count
    namelessClipCount = rows.count - named.count
    isTrainingKnown = trainedOn != nil
  }

  /// Whether the model was trained on none of the people; nil when that is not known.
  public var isDisjoint: Bool? {
    if !known.isEmpty { return false }
    return isTrainingKnown && namelessClipCount == 0 ? true : nil
  }
}

extension SpeakerOverlap: CustomStringConvertible {
  /// The answer to whether the clips are of other people than the model was trained on, and its reason.
  public var description: String {
    (isDisjoint.map { $0 ? "yes" : "no" } ?? "unknown") + ": " + reason
  }

  /// What is known of the people, in a sentence.
  public var reason: String {
    func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
    if !known.isEmpty {
      return "the model was trained on \(counted(known.count, "speaker")) of the manifest, "
        + "with \(knownClipCount) of the \(counted(clipCount, "clip"))"
    }
    guard isTrainingKnown else { return "the model does not say whom it was trained on" }
    guard namelessClipCount == 0 else {
      return "the manifest names no speaker of \(counted(namelessClipCount, "clip"))"
    }
    return "the model was trained on none of the speakers"
  }
}
