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
