import Manifests

/// The overlap between the speakers of a manifest and those a model was trained on.
public struct SpeakerOverlap: Equatable, Sendable {
  /// The speakers in both, as `corpus/speaker`, in order of their names.
  public let known: [String]
  /// The number of their clips.
  public let knownClipCount: Int
  /// The number of all clips.
  public let clipCount: Int
  /// The number of clips without a speaker.
  public let namelessClipCount: Int
  /// Whether the model lists its training speakers.
  public let isTrainingKnown: Bool

  /// - Parameter trainedOn: the training speakers as `corpus/speaker`; nil if the model does not list them.
  public init(_ rows: [Manifest.Row], trainedOn: Set<String>?) {
    let named = rows.compactMap { row in row.speaker.map { "\(row.corpus ?? "")/\($0)" } }
    let met = named.filter { trainedOn?.contains($0) ?? false }
    known = Set(met).sorted { $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars) }
    knownClipCount = met.count
    clipCount = rows.count
    namelessClipCount = rows.count - named.count
    isTrainingKnown = trainedOn != nil
  }

  /// Whether the model was trained on none of the speakers; nil if unknown.
  public var isDisjoint: Bool? {
    if !known.isEmpty { return false }
    return isTrainingKnown && namelessClipCount == 0 ? true : nil
  }
}

extension SpeakerOverlap: CustomStringConvertible {
  /// Whether the clips are of unseen speakers, and the reason.
  public var description: String {
    (isDisjoint.map { $0 ? "yes" : "no" } ?? "unknown") + ": " + reason
  }

  /// The reason in a sentence.
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
