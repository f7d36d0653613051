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
